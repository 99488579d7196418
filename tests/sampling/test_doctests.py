from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import sampling

MODULES = sorted(
    module.name for module in pkgutil.iter_modules(sampling.__path__) if module.name != "__main__"
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings_hold(name):
    module = importlib.import_module(f"sampling.{name}")

    assert doctest.testmod(module).failed == 0


def public_functions():
    # The shipped program is kept short instead; README.txt of the bundle explains it.
    for name in (module for module in MODULES if module != "verify_standalone"):
        module = importlib.import_module(f"sampling.{name}")
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            if not function_name.startswith("_") and function.__module__ == module.__name__:
                yield pytest.param(function, id=f"{name}.{function_name}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_a_public_function_states_condition_source_and_an_example(function):
    text = inspect.getdoc(function) or ""

    assert "Valid if" in text
    assert "Source: " in text
    assert ">>> " in text
    assert "\nParameters\n---" in text or not inspect.signature(function).parameters


@pytest.mark.parametrize("name", sorted(sampling.__all__))
def test_a_name_the_package_offers_is_explained(name):
    assert inspect.getdoc(getattr(sampling, name))


def test_a_name_the_package_does_not_have_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = sampling.guess


def test_the_names_listed_are_the_names_there_are():
    assert dir(sampling) == sorted(sampling.__all__)
