"""Small shapes of any kind, each of which some value fits."""

from __future__ import annotations

from hypothesis import strategies as st

from clerk_fakes.schema.shapes import (
    Anything,
    Choice,
    Field,
    Flag,
    Integer,
    Listing,
    Nullable,
    Number,
    Record,
    Shape,
    Text,
    Union,
)

FORMATS = [None, "date-time", "date", "email", "uuid", "uri", "int64", "something-new"]
PATTERNS = [
    "^[a-z]+$",
    "^user_[0-9A-Za-z]{27}$",
    "^oauth_(?:(?:token_)|(?:custom_))?[a-z]+$",
    "[0-9]",
    "^(?:a|b){2,3}$",
]
NAMES = ["id", "user_id", "created_at", "name", "avatar_url", "timeout_seconds", "größe", "a b", "", "count"]

small = st.integers(0, 4)
whole = st.integers(-(2**63), 2**63 - 1)
finite = st.floats(allow_nan=False, allow_infinity=False, width=32)
names = st.one_of(st.sampled_from(NAMES), st.text(min_size=1, max_size=8))
constants = st.one_of(st.text(max_size=8), st.booleans(), st.integers(2, 99))


@st.composite
def texts(draw: st.DrawFn) -> Text:
    if draw(st.booleans()):
        return Text(pattern=draw(st.sampled_from(PATTERNS)))
    shortest = draw(st.integers(0, 40))
    longest = draw(st.one_of(st.none(), st.integers(shortest, shortest + 40)))
    return Text(format=draw(st.sampled_from(FORMATS)), min_length=shortest, max_length=longest)


@st.composite
def integers(draw: st.DrawFn) -> Integer:
    low, high = sorted((draw(whole), draw(whole)))
    return Integer(draw(st.sampled_from([None, low])), draw(st.sampled_from([None, high])))


@st.composite
def numbers(draw: st.DrawFn) -> Number:
    low, high = sorted((draw(finite), draw(finite)))
    return Number(draw(st.sampled_from([None, low])), draw(st.sampled_from([None, high])))


choices = st.lists(constants, min_size=1, max_size=5, unique_by=repr).map(lambda listed: Choice(tuple(listed)))
leaves: st.SearchStrategy[Shape] = st.one_of(
    texts(),
    integers(),
    numbers(),
    choices,
    st.just(Flag()),
    st.just(Anything()),
    st.just(Record("object", (), Anything())),
)
many: st.SearchStrategy[Shape] = st.sampled_from(
    [Text(), Text(min_length=30), Integer(), Integer(minimum=10), Number()]
)  # enough different ones


def listings(items: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    @st.composite
    def drawn(draw: st.DrawFn) -> Listing:
        unique = draw(st.booleans())
        fewest = draw(small)
        most = draw(st.one_of(st.none(), st.integers(fewest, fewest + 3)))
        return Listing(draw(many if unique else items), fewest, most, unique)

    return drawn()


def records(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    @st.composite
    def drawn(draw: st.DrawFn) -> Record:
        fields = tuple(
            Field(name, draw(inner), draw(st.booleans())) for name in draw(st.lists(names, max_size=4, unique=True))
        )
        groups = st.lists(
            st.sampled_from([field.name for field in fields] or [""]), min_size=1, max_size=2, unique=True
        )
        listed = draw(st.lists(groups.map(tuple), max_size=2)) if fields else []
        extras = draw(st.one_of(st.none(), st.just(Anything()), inner))
        return Record("record", fields, extras, tuple(listed))

    return drawn()


def unions(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    """Variants of any kind, or records told apart by a tag."""

    @st.composite
    def tagged(draw: st.DrawFn) -> Union:
        tags = draw(st.lists(st.text("abc", min_size=1, max_size=3), min_size=2, max_size=3, unique=True))
        return Union(
            tuple(Record(tag, (Field("object", Choice((tag,)), True), *draw(extra)), None) for tag in tags), "object"
        )

    extra = st.lists(
        st.builds(Field, st.sampled_from(["a", "b"]), inner, st.booleans()), max_size=2, unique_by=lambda f: f.name
    )
    plain = st.lists(inner, min_size=2, max_size=3).map(lambda variants: Union(tuple(variants)))
    return st.one_of(tagged(), plain)


def nullables(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    return inner.map(lambda shape: shape if isinstance(shape, Nullable | Anything) else Nullable(shape))


shapes: st.SearchStrategy[Shape] = st.recursive(
    leaves,
    lambda inner: st.one_of(listings(inner), records(inner), unions(inner), nullables(inner)),
    max_leaves=6,
)
