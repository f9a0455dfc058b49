from tracker import cli


def test_without_two_photos_it_says_what_to_do(tmp_path, capsys):
    assert cli.main(["--data-dir", str(tmp_path), "repeatability"]) == 1
    assert "from before each session" in capsys.readouterr().err


def test_shares_and_intervals_are_printed(tmp_path, monkeypatch, capsys):
    from tracker.services.photos import repeatability

    pairs = [repeatability.UntreatedPair(float(i), 8.5, ("tone: light",)) for i in range(10)]
    monkeypatch.setattr(repeatability, "measure_untreated", lambda _: pairs)
    assert cli.main(["--data-dir", str(tmp_path), "repeatability"]) == 0
    header, everything, light = capsys.readouterr().out.splitlines()
    assert header.split("\t") == ["group", "pairs", "within", "share", "from", "to"]
    assert everything.split("\t") == ["all", "10", "9", "90", "55", "100"]
    assert light.startswith("tone: light\t10\t9")
