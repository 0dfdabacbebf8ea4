"""Papers and a digest to render: facts of real papers, summaries in our own words."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

import pytest

from adapters import registry
from adapters.model import Entry, Origin, Topic
from adapters.tags import vocabulary as vocabulary_data
from adapters.tags.vocabulary import Vocabulary
from bot.catalog import Catalog
from bot.digest import Digest, Highlight, Reason
from bot.render import View
from bot.terms import Tag, Wish
from storage.model import Paper, Settings, StoredEntry

DAY = dt.date(2024, 1, 24)
CHAT_LANGUAGES = {"en": ("en",), "zh": ("zh", "en"), "ko": ("ko", "en")}

DIFFUSION = Wish("diffusion", Tag("diffusion"), wanted=True)
SPACE = Wish("3d", Tag("3d"), wanted=True)
MEDICAL = Wish("medical", Tag("medical"), wanted=False)


def stored(
    source: str, date: dt.date, entry: Entry, *, rank: int | None = None, papers: int = 12, dated: bool = True
) -> StoredEntry:
    """An entry of one issue of a source, whose adapter has the source's name."""
    return StoredEntry(
        id=1,
        source=source,
        adapter=source,
        issue_key=f"{date}.md",
        issue_url=f"https://example.org/{source}/{date}",
        date=date,
        dated=dated,
        arrival=1,
        arrived_at=dt.datetime(2024, 1, 24, 6, tzinfo=dt.UTC),
        news=True,
        vote_rank=rank,
        issue_papers=papers,
        entry=entry,
        topics=(),
    )


def paper(number: int, *entries: StoredEntry, topics: Mapping[str, Origin]) -> Paper:
    """A paper that the entries speak of, the first of them leading."""
    leading = entries[0].entry
    return Paper(
        id=number,
        key=f"arxiv:{leading.arxiv_id}" if leading.arxiv_id else f"title:{leading.title}",
        title=leading.title,
        authors=leading.authors,
        date=entries[0].date,
        arxiv_id=leading.arxiv_id,
        doi=leading.doi,
        topics=tuple(Topic(slug, origin) for slug, origin in sorted(topics.items())),
        entries=entries,
    )


def _make_a_shape() -> Paper:
    korean = Entry(
        "Make-A-Shape: a Ten-Million-scale 3D Shape Model",
        arxiv_id="2401.11067",
        arxiv_version=1,
        authors=("Ka-Hei Hui", "Aditya Sanghi", "Arianna Rampini", "Kamal Rahimi Malekshan", "Zhengzhe Liu"),
        votes=11,
        summaries={
            "ko": "- 3D 생성은 데이터와 계산량 때문에 규모를 키우기 어려웠습니다.\n"
            "- 이 논문은 형태 1,000만 개로 학습한 3D 생성 모델을 제안합니다. 웨이블릿 트리로 형태를 압축해 확산 모델이 "
            "다루게 했습니다.\n"
            "- 이미지, 포인트 클라우드, 저해상도 복셀도 입력으로 받습니다.\n"
            "- 실험 결과 대부분의 형태를 2초 안에 생성합니다."
        },
    )
    topics = {"3d": Origin.TITLE, "3d-generation": Origin.TITLE, "generative": Origin.TEXT, "diffusion": Origin.TEXT}
    return paper(41, stored("l_yohai", dt.date(2024, 1, 23), korean, rank=7, papers=16), topics=topics)


def _denoising() -> Paper:
    both = Entry(
        "Denoising Diffusion Probabilistic Models",
        arxiv_id="2006.11239",
        arxiv_version=2,
        authors=("Jonathan Ho", "Ajay Jain", "Pieter Abbeel"),
        tags=("Diffusion Models",),
        links={"code": "https://github.com/hojonathanho/diffusion"},
        summaries={
            "en": "Adversarial networks draw sharp images, but they are hard to train (see Fig. 2). This paper trains "
            "a network to undo small steps of noise, with a loss that asks only for the noise that was added. "
            "Experiments show samples as good as those of the best adversarial networks, with an FID of 3.17. "
            "Sampling can be read as progressive decoding.",
            "zh": "**研究背景**：对抗网络画得清晰，却很难训练。\n"
            "**创新点**：本文训练网络逐步去除噪声，损失只预测所加的噪声。\n"
            "实验结果表明，生成质量与最好的对抗网络相当，FID 为 3.17。",
        },
    )
    again = Entry(both.title, arxiv_id=both.arxiv_id, summaries={"zh": "把图像逐步加噪，再学习还原。"})
    return paper(
        42,
        stored("kedreamix", DAY, both),
        stored("slbqc", dt.date(2023, 12, 31), again),
        topics={
            "diffusion": Origin.PUBLISHER,
            "generative": Origin.PUBLISHER,
            "image-generation": Origin.TEXT,
            "vision": Origin.TEXT,
        },
    )


def _untitled_note() -> Paper:
    note = Entry(
        "MVDream: Multi-view Diffusion for 3D Generation", tags=("3D生成",), summaries={"zh": "多视图一致的三维生成。"}
    )
    topics = {
        "3d": Origin.TITLE,
        "3d-generation": Origin.PUBLISHER,
        "diffusion": Origin.TITLE,
        "generative": Origin.TITLE,
    }
    return paper(43, stored("wangyephd", DAY, note, dated=False), topics=topics)


def _reasons(**origins: Origin) -> tuple[Reason, ...]:
    wishes = {"diffusion": DIFFUSION, "space": SPACE}
    return tuple(Reason(wishes[name], origin) for name, origin in origins.items())


@pytest.fixture(scope="session")
def paper_of() -> Callable[..., Paper]:
    """Make a paper of one publisher's entries, with topics that its title says."""

    def make(*entries: Entry, topics: Iterable[str] = ()) -> Paper:
        found = [stored("slbqc", DAY, entry) for entry in entries]
        return paper(7, *found, topics=dict.fromkeys(topics, Origin.TITLE))

    return make


@pytest.fixture
def highlights() -> tuple[Highlight, ...]:
    """Three papers; the first and the last match both wishes."""
    return (
        Highlight(_make_a_shape(), _reasons(space=Origin.TITLE, diffusion=Origin.TEXT)),
        Highlight(_denoising(), _reasons(diffusion=Origin.PUBLISHER)),
        Highlight(_untitled_note(), _reasons(diffusion=Origin.TITLE, space=Origin.PUBLISHER)),
    )


@pytest.fixture
def digest_of_three(highlights: tuple[Highlight, ...]) -> Digest:
    """A digest of three papers for a chat that wants two at a time; one medical paper was left out."""
    counts = ((DIFFUSION, 3), (SPACE, 2))
    return Digest(DAY, highlights, 2, counts, ((MEDICAL, 1),), papers_read=31, sources_read=3)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return vocabulary_data.load()


@pytest.fixture(scope="session")
def view_in(vocabulary: Vocabulary) -> Callable[[str], View]:
    """The view of a chat in a language, with the adapters that ship."""
    adapters = {adapter.name: adapter for adapter in registry.ADAPTERS}

    def view(language: str) -> View:
        settings = Settings(languages=CHAT_LANGUAGES[language])
        return View(Catalog.load(language), settings, vocabulary, adapters)

    return view
