"""First names that are frequent in the files of a German Jobcenter, written down for the screening of texts.

Names that are mostly another word in German (Rose, Ernst, Mai) are left out: they would alarm too often.
"""

FIRST_NAMES = frozenset(
    """
    Ahmet Aisha Albert Alexander Alexandra Ali Alina Alois Amina Amir Andrea Andreas Angelika Anja Anke
    Anna Anne Annette Anton Antonia Armin Arthur Astrid Axel Aylin Ayse Barbara Bastian Beate Ben Bernd
    Bernhard Bettina Bianca Birgit Björn Boris Brigitte Bruno Burak Can Carina Carla Carmen Carola
    Caroline Carsten Celine Cem Charlotte Christa Christian Christiane Christina Christine Christoph
    Clara Claudia Clemens Constantin Cornelia Dagmar Daniel Daniela David Deniz Dennis Detlef Diana
    Dieter Dirk Dmitri Dominik Doris Dorothea Edith Elena Elias Elif Elisabeth Elke Ella Ellen Elvira
    Emil Emilia Emine Emma Emre Erich Erika Esra Esther Eva Fabian Fatima Fatma Felix Ferdinand
    Finn Florian Frank Franz Franziska Frieda Friedrich Fritz Gabriele Georg Gerd Gerda Gerhard Gerlinde
    Gertrud Giovanni Gisela Goran Gudrun Guido Gustav Günter Günther Hakan Halil Hanna Hannah Hannelore
    Hans Harald Hasan Hatice Heike Heiko Heinrich Heinz Helene Helga Helmut Henri Henry Herbert Hermann
    Hilde Holger Horst Hubert Hüseyin Ibrahim Ida Igor Ilona Ilse Imran Ina Ines Inge Ingeborg Ingo
    Ingrid Irene Irina Iris Irmgard Isabel Isabella Ismail Ivan Ivana Jakob Jan Jana Janina Jannik
    Jasmin Jens Jessica Joachim Johann Johanna Johannes Jonas Jonathan Josef Josefine Joseph Joshua
    Josip Judith Julia Julian Juliane Julius Jörg Jürgen Karin Karina Karl Karla Karsten Katarina
    Katharina Kathrin Katja Katrin Kemal Kerstin Kevin Khadija Khaled Kirsten Klaus Konrad Konstantin
    Kristina Kurt Lara Larissa Laura Lea Leah Lena Leon Leonie Leyla Lina Linda Linus Lisa Lothar Louisa
    Luca Lucas Ludwig Luisa Luise Lukas Lutz Lydia Magdalena Mahmoud Maike Manfred Manuel Manuela Marc
    Marcel Marco Marek Margarete Margit Margot Maria Mariam Marianne Marie Marina Mario Marion Mark
    Marko Markus Marlene Marta Martha Martin Martina Mathias Mathilda Matthias Max Maximilian Maya
    Mehmet Meike Melanie Meryem Mia Michael Michaela Michelle Mike Mila Milan Milena Miriam Mirjam
    Mohamed Mohammad Mohammed Monika Moritz Murat Mustafa Nadia Nadine Nadja Natalia Natalie Natascha
    Nele Nicolas Nicole Niklas Nikolaus Nina Noah Nora Norbert Olaf Ole Oleksandr Olena Olga Oliver Omar
    Oskar Osman Otto Patricia Patrick Paul Paula Pauline Peter Petra Philip Philipp Pia Piotr Ralf Ralph
    Ramona Raphael Rebecca Regina Regine Reiner Reinhard Renate René Ricarda Rita Robert Roland Rolf
    Ronja Rosa Rosemarie Rudolf Ruth Rüdiger Sabine Sabrina Said Samira Samuel Sandra Sara Sarah Sascha
    Sebastian Selina Selma Serkan Sibylle Sigrid Silke Silvia Simon Simone Sina Sofia Sonja Sophia
    Sophie Stefan Stefanie Steffen Stephan Stephanie Sultan Susanne Sven Svetlana Swen Sylvia Tamara
    Tanja Tarek Tatjana Teresa Theo Theresa Thomas Thorsten Tim Timo Tina Tobias Tom Torsten Udo Ulrich
    Ulrike Ursula Uta Ute Uwe Valentina Vanessa Vera Verena Veronika Viktor Viktoria Volker Volodymyr
    Waldemar Walter Waltraud Werner Wilhelm Wolfgang Yasin Yasmin Yusuf Yvonne Zeynep Zoran
    """.split()  # noqa: SIM905 - a list of five hundred strings would be harder to read.
)
