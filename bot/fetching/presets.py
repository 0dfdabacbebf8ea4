"""Where known publishers publish, by the names that readers know them by."""

from collections.abc import Mapping

PRESETS: Mapping[str, str] = {
    "slbqc": "github:slbqc/dailay_paper_info/20**#slbqc",
    "wangyephd": "github:wangyePHD/PKM_WY/notes/02_Projects.01_Arxiv.*#wangyephd",
    "l_yohai": "github:l-yohai/daily_papers_ko/paper_logs/**#l_yohai",
    "kedreamix": "github:Kedreamix/MyBlog/source/_posts/Paper/**#kedreamix",
    "huggingface": "hf:daily",
}
