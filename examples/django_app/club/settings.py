"""As little as Django needs."""

SECRET_KEY = "not a secret: for tests alone"
INSTALLED_APPS = ["club"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
ROOT_URLCONF = "club.views"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
