"""Words that mean something else elsewhere: the table of misfires, each with a neighbour that is meant."""

import pytest

from adapters.model import Topic
from adapters.tags.tagger import Tagger

# title, the topic that it must not have
MISFIRES = [
    ("Heat Diffusion in Thin Metal Films", "diffusion"),
    ("Diffusion Tensor Imaging of the Brain", "diffusion"),
    ("Information Diffusion in Social Networks", "diffusion"),
    ("Innovation Diffusion among Farmers", "diffusion"),
    ("Thermal Diffusion and Drug Diffusion in Tissue", "diffusion"),
    ("金属薄膜中的热扩散", "diffusion"),
    ("社交网络中的信息扩散", "diffusion"),
    ("금속 박막의 열 확산", "diffusion"),
    ("소셜 네트워크의 정보 확산", "diffusion"),
    ("A Contrast Agent for X-Rays", "agents"),
    ("Economic Agents with Rational Expectations", "agents"),
    ("Chemotherapeutic Agents and Cleaning Agents", "agents"),
    ("新型造影剂", "agents"),
    ("经济主体的理性预期", "agents"),
    ("경제 주체의 합리적 기대", "agents"),
    ("새로운 조영제", "agents"),
    ("GaN Transistors at High Temperature", "gan"),
    ("Gallium Nitride (GaN) Devices", "gan"),
    ("GaN 晶体管的可靠性", "gan"),
    ("GaN 트랜지스터의 신뢰성", "gan"),
    ("Mamba Snakes of East Africa", "ssm"),
    ("Black Mamba Venom", "ssm"),
    ("黑曼巴蛇的毒液", "ssm"),
    ("블랙맘바 뱀의 독", "ssm"),
    ("Power Transformer Faults", "transformer"),
    ("Transformer Oil and Distribution Transformers", "transformer"),
    ("电力变压器故障诊断", "transformer"),
    ("전력 변압기의 고장 진단", "transformer"),
    ("Score Distillation for Text-to-3D", "distillation"),
    ("分数蒸馏与文本生成3D", "distillation"),
    ("점수 증류와 텍스트-3D", "distillation"),
    ("Distillation of Crude Oil", "distillation"),
    ("原油的蒸馏", "distillation"),
    ("Gaussian Noise and Gaussian Processes", "gaussian-splatting"),
    ("高斯噪声", "gaussian-splatting"),
    ("가우시안 노이즈", "gaussian-splatting"),
    ("Uncle Sam, All the Same", "segmentation"),
    ("Market Segmentation of Customers", "segmentation"),
    ("市场细分", "segmentation"),
    ("Advances in Painting", "inpainting"),
    ("Papers that Received Much Attention", "attention"),
    ("Attention Deficit in Children", "attention"),
    ("注意力缺陷多动障碍", "attention"),
    ("주의력 결핍 과잉행동장애", "attention"),
    ("Scene Graph Prediction", "graph-neural-networks"),
    ("Family Planning and Urban Planning", "planning"),
    ("城市规划", "planning"),
    ("도시 계획", "planning"),
    ("Large Vision-Language Models", "llm"),
    ("Unsupervised Learning of Grammar", "self-supervised"),
    ("One Style Is Worth One Code", "code-generation"),
    ("Neural Population Codes", "code-generation"),
    ("Personalized Medicine", "personalization"),
    ("个性化医疗", "personalization"),
    ("Stock Market Manipulation", "manipulation"),
    ("操作系统", "manipulation"),
    ("시장 조작", "manipulation"),
    ("Vector Quantization", "quantization"),
    ("矢量量化", "quantization"),
    ("Career Guidance", "guidance"),
    ("Test-Time Scaling (TTS)", "asr"),
    ("A Storage for Rags", "rag"),
]

# the same words where they are meant
MEANT = [
    ("From Heat Diffusion to Diffusion Models", "diffusion"),
    ("扩散模型", "diffusion"),
    ("확산 모델", "diffusion"),
    ("LLM Agents", "agents"),
    ("智能体", "agents"),
    ("에이전트", "agents"),
    ("A GAN for Faces", "gan"),
    ("Mamba: Linear-Time Sequence Modeling with Selective State Spaces", "ssm"),
    ("Vision Transformer", "transformer"),
    ("Score Distillation for Text-to-3D", "score-distillation"),
    ("Knowledge Distillation", "distillation"),
    ("知识蒸馏", "distillation"),
    ("지식 증류", "distillation"),
    ("3D Gaussian Splatting", "gaussian-splatting"),
    ("Semantic Segmentation", "segmentation"),
    ("Sparse Attention", "attention"),
    ("Task Planning with Language Models", "planning"),
    ("Code Generation", "code-generation"),
    ("Personalized Image Generation", "personalization"),
    ("Robot Manipulation", "manipulation"),
    ("Post-Training Quantization", "quantization"),
    ("Classifier-Free Guidance", "guidance"),
]

# what only arXiv's categories can tell: title, categories, topic, whether it is one
ELSEWHERE = [
    ("Mamba Populations in Savannahs", ("q-bio.PE",), "ssm", False),
    ("Mamba for Long Sequences", ("cs.LG",), "ssm", True),
    ("Agents, Firms and Taxes", ("econ.TH",), "agents", False),
    ("Agents, Firms and Taxes", ("econ.TH", "cs.MA"), "agents", True),
    ("Transformers under Load", ("physics.app-ph",), "transformer", False),
    ("Reasoning about Proofs", ("math.LO",), "reasoning", False),
    ("Large Language Models Read Spectra", ("astro-ph.IM",), "llm", True),
    ("Diffusion Models for Turbulence", ("physics.flu-dyn",), "diffusion", True),
]


def slugs(topics: tuple[Topic, ...]) -> set[str]:
    return {topic.slug for topic in topics}


@pytest.mark.parametrize(("title", "slug"), MISFIRES)
def test_a_word_of_another_field_is_nothing(tagger: Tagger, title: str, slug: str) -> None:
    assert slug not in slugs(tagger.tag(title, (), title + ". " + title + "."))


@pytest.mark.parametrize(("title", "slug"), MEANT)
def test_the_same_word_is_found_where_it_is_meant(tagger: Tagger, title: str, slug: str) -> None:
    assert slug in slugs(tagger.tag(title, (), ""))


@pytest.mark.parametrize(("title", "categories", "slug", "held"), ELSEWHERE)
def test_categories_of_other_fields_silence_single_words(
    tagger: Tagger, title: str, categories: tuple[str, ...], slug: str, held: bool
) -> None:
    assert (slug in slugs(tagger.tag(title, (), "", categories=categories))) is held
    assert slug in slugs(tagger.tag(title, (), "")), "without categories nothing is known against it"
