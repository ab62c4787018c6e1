"""What every factory shares: declarations that read one draft, made from what is pinned."""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet annotates none of its declarations.

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from factory.base import Factory
from factory.builder import BuildStep, Resolver
from factory.declarations import BaseDeclaration, PostGenerationDeclaration, SimpleParameter
from factory.errors import CyclicDefinitionError

from clerk_fakes.errors import UnknownField, suggestion
from clerk_fakes.factories.draft import OPTIONS, Draft, root_of
from clerk_fakes.factories.parts import Part
from clerk_fakes.fill.pins import SPLITTER
from clerk_fakes.schema.shapes import Json

DRAFT, SEQUENCE = "draft", "__sequence"  # what only factory_boy passes


class FromDraft(BaseDeclaration):
    """Declares a field that agrees with all the others; `<field>__<path>` in a call pins what is inside it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    # Resolving what is inside beforehand would take the parts of a path for fields of their own.
    UNROLL_CONTEXT_BEFORE_EVALUATION = False

    def evaluate(self, instance: Resolver, step: BuildStep, extra: dict[str, Any]) -> Json:
        draft: Draft = getattr(instance, DRAFT)
        return draft.read(self.name, {path: draft.inside(self.name, path, pin) for path, pin in extra.items()})


class Drafted(BaseDeclaration):
    """Declares the draft of one call, from all that is pinned and does not itself read the draft."""

    def evaluate(self, instance: Resolver, step: BuildStep, extra: dict[str, Any]) -> Draft:
        meta = step.builder.factory_meta
        maker: type[RecordFactory] = meta.factory
        maker.check(step.builder.extras)
        given = {**meta.pre_declarations.as_dict(), **step.builder.extras}
        known = {}
        for name, pin in given.items():
            if not isinstance(pin, Drafted | FromDraft | PostGenerationDeclaration):
                with suppress(CyclicDefinitionError):  # it reads the draft, and so has to wait
                    known[name] = _computed(name, pin, instance, step)
        return maker.draft_of(known, lambda name, pin: _computed(name, pin, instance, step))


def _computed(name: str, pin: Any, instance: Resolver, step: BuildStep) -> Any:
    """The value of a declaration; below a path it sees as many objects around it as the path has parts."""
    if not isinstance(pin, BaseDeclaration):
        return pin
    if SPLITTER not in name:
        return getattr(instance, name)
    for _ in range(name.count(SPLITTER)):
        step = BuildStep(step.builder, step.sequence, parent_step=step)
        step.stub = instance
    return pin.evaluate_pre(instance, step, {})


class Trait(SimpleParameter):
    """Declares a trait: off, unless the body of a subclass turns it on like any field."""

    def as_declarations(self, field_name: str, declarations: Mapping[str, Any]) -> dict[str, Any]:
        return {field_name: declarations.get(field_name, self.value)}


def parameters(**declared: BaseDeclaration | SimpleParameter) -> Any:
    """The `Params` of a factory."""
    return type("Params", (), declared)


class RecordFactory(Factory[dict[str, Any]]):
    """Makes one kind of object, its declarations taken from the document.

    Raises `UnknownField` for a field or trait that does not exist, `Contradiction` for traits that no user can have at
    once, and `InvalidUser` for a value that Clerk's document refuses, unless `_validate=False` lets it pass. With
    `_seed` or `_index`, whole numbers, a call makes the same object every time, and another one for every index.
    """

    class Meta:
        abstract = True

    Params = parameters(draft=Drafted())

    _part: ClassVar[Part]
    _draft: ClassVar[type[Draft]] = Draft

    if TYPE_CHECKING:  # factory_boy's metaclass makes calls build, and does not say so

        def __new__(cls, **pins: Any) -> dict[str, Any]: ...  # type: ignore[misc]  # which is no RecordFactory

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "_part" in vars(cls):
            for name in cls._part.fields:
                setattr(cls, name, FromDraft(name))

    @classmethod
    def build(cls, **pins: Any) -> dict[str, Any]:
        """One object, with what is pinned."""
        cls.check(pins)
        return cls._finished(pins) if cls._needs_no_resolving(pins) else super().build(**pins)

    @classmethod
    def create(cls, **pins: Any) -> dict[str, Any]:
        """One object, with what is pinned; the same as `build`, unless a subclass has a model that is stored."""
        cls.check(pins)
        return cls._finished(pins) if cls._needs_no_resolving(pins) else super().create(**pins)

    @classmethod
    def stub(cls, **pins: Any) -> Any:
        """One object with attributes, with what is pinned."""
        cls.check(pins)
        return super().stub(**pins)

    @classmethod
    def _needs_no_resolving(cls, pins: Mapping[str, Any]) -> bool:
        """Whether nothing has to be computed: then factory_boy's resolver would only pass on what the draft has.

        That is three times as fast.
        """
        return "_part" in vars(cls) and not any(map(_is_declared, pins.values()))

    @classmethod
    def _finished(cls, pins: Mapping[str, Any]) -> dict[str, Any]:
        return cls.draft_of(pins).finished(pins)

    @classmethod
    def draft_of(cls, given: Mapping[str, Any], compute: Callable[[str, Any], Any] | None = None) -> Draft:
        """What a call with those keywords makes, as far as they are computed."""
        return cls._draft(cls._part, given, compute)

    @classmethod
    def part(cls) -> Part:
        """Which part of a user this factory makes."""
        return cls._part

    @classmethod
    def check(cls, pins: Mapping[str, Any]) -> None:
        """Raise `UnknownField` for the first of the names that this factory does not have."""
        meta = cls._meta
        declared = (meta.pre_declarations, meta.post_declarations, meta.parameters)
        for name, pin in pins.items():
            root, is_path = root_of(name), SPLITTER in name
            is_known = any(root in names for names in declared) and not (is_path and root in meta.parameters)
            if not (is_known or name in (*OPTIONS, SEQUENCE)) or (root == DRAFT and not isinstance(pin, Drafted)):
                offered = {name for names in declared for name in names} - {DRAFT}
                raise UnknownField(f"{cls.__name__} has no field or trait {name!r}; {suggestion(root, offered)}")

    @classmethod
    def _adjust_kwargs(cls, **computed: Any) -> dict[str, Any]:
        draft: Draft = computed.pop(DRAFT)
        draft.update(computed)
        ours = cls._part.traits.union(cls._part.fields, cls._meta.parameters, OPTIONS)
        own = {name: value for name, value in computed.items() if name not in ours}
        meta: Any = cls._meta
        unknown = own.keys() - {*meta.exclude, *meta.rename} if issubclass(meta.model, dict) else ()
        if unknown and cls._part.record.extras is None:
            hint = "declare what no user has in Params, or name it in Meta.exclude"
            raise UnknownField(f"{cls.__name__} declares {sorted(unknown)}; {hint}")
        return {**draft.finished(computed), **own}


def _is_declared(value: object) -> bool:
    return isinstance(value, BaseDeclaration | PostGenerationDeclaration)
