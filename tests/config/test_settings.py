"""Settings: where each comes from, what wins, what is refused, what stays hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.config.settings import SETTINGS, Settings, WrongSetting, load
from tests.factories import Registry

SECRETS = [setting.name for setting in SETTINGS if setting.secret]


def shown(settings: Settings, name: str) -> tuple[str, str]:
    """Value and origin of one setting, as `precursors config` tells them."""
    return next((value, origin) for told, value, origin in settings.shown() if told == f"PRECURSORS_{name}")


def a_toml(folder: Path, **values: object) -> str:
    """A settings file; answers its place."""
    lines = [f"PRECURSORS_{name} = {value!r}".replace("'", '"') for name, value in values.items()]
    (folder / "settings.toml").write_text("\n".join(lines), encoding="utf-8")
    return str(folder / "settings.toml")


def a_secret(folder: Path, text: str) -> str:
    """A file that holds a setting's value; answers its place."""
    (folder / "secret").write_text(text + "\n", encoding="utf-8")
    return str(folder / "secret")


def test_nothing_set_means_the_defaults() -> None:
    settings = load({})

    assert (settings.language, settings.max_file_mb, settings.max_rows, settings.max_columns) == (
        "en",
        50,
        1_048_576,
        200,
    )
    assert settings.home == Path("~/.local/share/precursors").expanduser()
    assert settings.database_url == f"sqlite:///{settings.home / 'registry.sqlite3'}"
    assert settings.signing_key_file == settings.home / "signing.key"
    assert {origin for *_, origin in settings.shown()} == {"default"}


def test_each_place_wins_over_the_next(tmp_path: Path) -> None:
    toml = a_toml(tmp_path, LANGUAGE="fr", MAX_ROWS=10)
    secret = a_secret(tmp_path, "es")
    every = {"PRECURSORS_LANGUAGE": "pt", "PRECURSORS_LANGUAGE_FILE": secret, "PRECURSORS_CONFIG": toml}

    origins = {}
    for gone in ("PRECURSORS_LANGUAGE", "PRECURSORS_LANGUAGE_FILE", "PRECURSORS_CONFIG", None):
        settings = load(every)
        origins[settings.language] = shown(settings, "LANGUAGE")[1]
        every.pop(gone or "", None)

    assert list(origins) == ["pt", "es", "fr", "en"]
    assert origins == {
        "pt": "environment",
        "es": "file of PRECURSORS_LANGUAGE_FILE",
        "fr": "PRECURSORS_CONFIG",
        "en": "default",
    }


def test_numbers_in_the_toml_file_are_read_as_such(tmp_path: Path) -> None:
    assert load({"PRECURSORS_CONFIG": a_toml(tmp_path, MAX_ROWS=10)}).max_rows == 10


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.name != "SIGNING_KEY_FILE"])
def test_any_setting_can_stand_in_a_file(tmp_path: Path, name: str) -> None:
    values = {
        "HOME": str(tmp_path), "LANGUAGE": "ar", "TIMEZONE": "America/Lima", "SECRET_KEY": "s3cret",
        "DATABASE_URL": "sqlite:////srv/a.sqlite3", "OWNER_DATABASE_URL": "postgresql://o@h/d",
        "PUBLIC_URL": "https://registry.example.org", "KEEP": "jobs=30, uploads=365@2027-01-01",
        "SMTP_URL": "smtps://user:secret@mail.example.org", "TSA_URL": "https://tsa.example.org/rfc3161",
    }  # fmt: skip

    settings = load({f"PRECURSORS_{name}_FILE": a_secret(tmp_path, values.get(name, "7"))})

    assert shown(settings, name)[1] == f"file of PRECURSORS_{name}_FILE"
    assert settings.unknown == ()


@pytest.mark.parametrize(
    "text", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d", "postgresql+psycopg2://u@h/d"]
)
def test_every_spelling_of_postgresql_means_one_driver(text: str) -> None:
    assert load({"PRECURSORS_DATABASE_URL": text}).database_url == "postgresql+psycopg://u@h/d"


WRONG = [
    ("TSA_URL", "tsa.example.org"),
    ("LANGUAGE", "xx"), ("TIMEZONE", "Mars/Olympus"), ("MAX_FILE_MB", "0"), ("MAX_FILE_MB", "-1"), ("MAX_ROWS", "many"),
    ("MAX_COLUMNS", "1.5"), ("MAX_ROWS", "99999999999"), ("DATABASE_URL", "mysql://h/d"), ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "postgresql://h:port/d"), ("DATABASE_URL", "postgresql://u:p@h:0/d"), ("DATABASE_URL", "sqlite:///"),
    ("OWNER_DATABASE_URL", "postgresql://o:p@h:70000/d"), ("DATABASE_URL", "sqlite:///:memory:"),
    ("PUBLIC_URL", "https://registry:99999"), ("TSA_URL", "https://tsa:x/"), ("SMTP_URL", "smtp://"),
    ("SMTP_URL", "smtp://user:secret@"), ("SMTP_URL", "smtps://mail:99999"), ("KEEP", "uploads=365@2027-13-45"),
    ("KEEP", "uploads=365, uploads=30"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_a_wrong_setting_is_named_with_what_was_expected(name: str, text: str) -> None:
    with pytest.raises(WrongSetting, match=rf"PRECURSORS_{name}.*expected") as wrong:
        load({f"PRECURSORS_{name}": text})

    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    "text", ["postgresql://u:p@[::1]/d", "postgresql://u:p:q@h:5432/d", "postgresql:///d?host=/run/p"]
)
def test_an_address_whose_port_or_host_may_stay_out_is_taken(text: str) -> None:
    assert load({"PRECURSORS_DATABASE_URL": text}).database_url.endswith(text.partition("//")[2])


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_blanks_say_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "s.toml").write_text(f'PRECURSORS_{name} = " "', encoding="utf-8")
    blank = {f"PRECURSORS_{name}": " ", "PRECURSORS_CONFIG": str(tmp_path / "s.toml")}

    assert load(blank) == load({})


def test_a_file_of_a_setting_that_is_empty_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"PRECURSORS_SECRET_KEY_FILE: the file .* is empty; expected"):
        load({"PRECURSORS_SECRET_KEY_FILE": a_secret(tmp_path, "")})


@pytest.mark.parametrize("value", ["true", "1.5", '["uploads=3"]', "2027-01-01"])
def test_a_value_in_the_settings_file_is_a_text_or_a_whole_number(tmp_path: Path, value: str) -> None:
    (tmp_path / "s.toml").write_text(f"PRECURSORS_MAX_ROWS = {value}", encoding="utf-8")

    with pytest.raises(WrongSetting, match=r"PRECURSORS_MAX_ROWS .*: expected a text or a whole number"):
        load({"PRECURSORS_CONFIG": str(tmp_path / "s.toml")})


@pytest.mark.parametrize("content", ["PRECURSORS_LANGUAGE = ", "[", "\x00", 'PRECURSORS_LANGUAGE = "xx"'])
def test_a_settings_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "s.toml").write_text(content, encoding="utf-8")

    with pytest.raises(WrongSetting, match="PRECURSORS_"):
        load({"PRECURSORS_CONFIG": str(tmp_path / "s.toml")})


@pytest.mark.parametrize("name", ["PRECURSORS_CONFIG", "PRECURSORS_SECRET_KEY_FILE"])
def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        load({name: str(tmp_path / "nowhere")})


def test_names_nobody_knows_are_told_wherever_they_stand(tmp_path: Path) -> None:
    toml = a_toml(tmp_path, COLOUR="blue")
    with Path(toml).open("a", encoding="utf-8") as file:
        file.write('\nLANGUAGE = "es"')  # which has lost its beginning, and would otherwise be English in silence

    settings = load({"PRECURSORS_LANGAUGE": "es", "PRECURSORS_CONFIG": toml, "OTHER": "1"})

    assert settings.unknown == ("LANGUAGE", "PRECURSORS_COLOUR", "PRECURSORS_LANGAUGE")


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_are_never_shown(tmp_path: Path, name: str) -> None:
    scheme = "smtps" if "SMTP" in name else "postgresql"
    secret = f"{scheme}://app:hunter2@host/db" if "URL" in name else "hunter2"

    for environ in ({f"PRECURSORS_{name}": secret}, {f"PRECURSORS_{name}_FILE": a_secret(tmp_path, secret)}):
        settings = load(environ)
        assert "hunter2" not in str(settings.shown())


def test_a_password_in_the_query_of_an_address_is_not_shown() -> None:
    settings = load({"PRECURSORS_DATABASE_URL": "postgresql://host/db?user=app&password=hunter2"})

    assert "hunter2" not in str(settings.shown())


@pytest.mark.parametrize("password", ["p@ss:hunter2", "hunter2/x", "hunter2@y"])
def test_a_password_with_odd_characters_is_not_shown(password: str) -> None:
    settings = load({"PRECURSORS_DATABASE_URL": f"postgresql://app:{password}@host/db"})

    assert "hunter2" not in str(settings.shown())


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://h:5432/d?password=a@hunter2", "postgresql://app:a?b=@hunter2@h/d", "postgresql://a@b:hunter2@h/d",
        "postgresql://h/d?pass%77ord=hunter2", "postgresql://h/d?password=a&hunter2", "postgresql://a/b:hunter2@h/d",
        "postgresql://h/d?sslpassword=hunter2&user=app",
    ],
)  # fmt: skip
def test_where_nobody_can_tell_what_is_secret_nothing_is_shown(address: str) -> None:
    assert "hunter2" not in str(load({"PRECURSORS_DATABASE_URL": address}).shown())


def test_what_is_no_secret_in_an_address_stays_readable() -> None:
    settings = load({"PRECURSORS_DATABASE_URL": "postgresql://app:x@host:5432/db?sslmode=require&password=y"})

    assert shown(settings, "DATABASE_URL")[0] == "postgresql+psycopg://app:***@host:5432/db?sslmode=require&***"
    plain = load({"PRECURSORS_DATABASE_URL": "sqlite:////srv/a.sqlite3"})
    assert shown(plain, "DATABASE_URL")[0] == "sqlite:////srv/a.sqlite3"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Registry:
    """A place to run commands, without a database."""
    return Registry(f"sqlite:///{tmp_path / 'r.sqlite3'}", tmp_path, monkeypatch, capsys)


def test_config_prints_every_setting_with_its_origin(installation: Registry) -> None:
    installation.extra["PRECURSORS_LANGUAGE"] = "es"

    said = installation.run("config", "--json", code=0)

    assert set(said.json) == {f"PRECURSORS_{setting.name}" for setting in SETTINGS}
    assert said.json["PRECURSORS_LANGUAGE"] == {"value": "es", "from": "environment"}


@pytest.mark.parametrize("command", [["config"], ["init"], ["verify"], ["doctor"], ["agencies", "list"]])
def test_a_wrong_setting_stops_any_command_with_one_line(installation: Registry, command: list[str]) -> None:
    installation.extra["PRECURSORS_MAX_ROWS"] = "lots"

    said = installation.run(*command, "--json", code=2)

    assert said.err.count("\n") == 1
    assert "PRECURSORS_MAX_ROWS" in said.err
    assert "PRECURSORS_MAX_ROWS" in said.json["message"]


@pytest.mark.parametrize("command", [["init"], ["verify"], ["agencies", "list"], ["worker", "--once"]])
def test_a_database_that_does_not_answer_is_one_sentence(installation: Registry, command: list[str]) -> None:
    installation.extra["PRECURSORS_DATABASE_URL"] = "postgresql://u:hunter2@127.0.0.1:1/x"

    said = installation.run(*command, code=2)

    assert said.err.startswith("precursors: the database cannot be opened: connection failed")
    assert said.err.count("\n") == 1
    assert "hunter2" not in said.err


def test_a_file_that_is_no_database_is_one_sentence(installation: Registry) -> None:
    (installation.home / "r.sqlite3").write_bytes(b"Dear colleague, please find attached " * 100)

    for command in (["init"], ["agencies", "list"], ["serve", "--no-worker"]):
        assert installation.run(*command, code=2).err == (
            "precursors: the database cannot be opened: file is not a database\n"
        )
    broken = installation.run("verify", "--json", code=1).json["broken"]
    assert broken["code"] == "verify.integrity"
    found = installation.run("doctor", "--json", code=1).json["findings"]
    assert "database.not-ready" in {each["code"] for each in found}


def test_an_owner_of_another_kind_of_database_is_refused_before_anything_is_made(installation: Registry) -> None:
    installation.extra["PRECURSORS_OWNER_DATABASE_URL"] = "postgresql://owner@127.0.0.1:1/x"

    said = installation.run("init", code=2)

    assert "PRECURSORS_OWNER_DATABASE_URL names another kind of database" in said.err
    assert not list(installation.home.glob("*.key"))


def test_doctor_misses_the_folder_of_seals(installation: Registry) -> None:
    installation.extra["PRECURSORS_SEALS"] = str(installation.home / "nowhere")

    found = installation.run("doctor", "--json", code=1).json["findings"]

    assert "seal.no-folder" in {each["code"] for each in found}


def test_a_setting_nobody_knows_is_a_warning_only(installation: Registry) -> None:
    installation.extra["PRECURSORS_LANGAUGE"] = "es"

    said = installation.run("config", "--json", code=0)

    assert "PRECURSORS_LANGAUGE" in said.err
    assert said.err.count("\n") == 1


def test_init_makes_keys_for_the_owner_alone(installation: Registry) -> None:
    installation.run("init", code=0)
    keys = {path.name: path.read_bytes() for path in installation.home.glob("*.key")}

    installation.run("init", code=0)

    assert set(keys) == {"secret.key", "signing.key"}
    assert {path.name: path.read_bytes() for path in installation.home.glob("*.key")} == keys
    private = [*installation.home.glob("*.key"), installation.home / "r.sqlite3"]
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}


@pytest.mark.parametrize("text", ["jobs", "jobs=0", "files=3", "jobs=3@soon", "jobs=3;uploads=4"])
def test_a_period_of_keeping_names_what_and_how_many_days(text: str) -> None:
    with pytest.raises(WrongSetting, match="PRECURSORS_KEEP"):
        load({"PRECURSORS_KEEP": text})
