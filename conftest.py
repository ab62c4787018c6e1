"""What all tests share: pytester, and README blocks that run."""

pytest_plugins = ["pytester"]
