from tracker import cli


def test_without_two_photos_it_says_what_to_do(tmp_path, capsys):
    assert cli.main(["--data-dir", str(tmp_path), "repeatability"]) == 1
    assert "from before each session" in capsys.readouterr().err


def test_shares_and_intervals_are_printed(tmp_path, monkeypatch, capsys):
    from tracker.services.photos.untreated import repeatability

    pairs = [repeatability.UntreatedPair(float(i), 8.5, ("tone: light",)) for i in range(10)]
    monkeypatch.setattr(repeatability, "measure_untreated", lambda _: pairs)
    assert cli.main(["--data-dir", str(tmp_path), "repeatability"]) == 0
    header, everything, light = capsys.readouterr().out.splitlines()
    assert header.split("\t") == ["group", "pairs", "within", "share", "from", "to"]
    assert everything.split("\t") == ["all", "10", "9", "90", "55", "100"]
    assert light.startswith("tone: light\t10\t9")


def test_own_errors_follow(tmp_path, monkeypatch, capsys):
    from tracker.services.photos.untreated import repeatability

    pair = repeatability.UntreatedPair(1.0, 4.0, ("tone: light",), is_retest=True)
    monkeypatch.setattr(repeatability, "measure_untreated", lambda _: [pair] * 7)
    assert cli.main(["--data-dir", str(tmp_path), "repeatability"]) == 0
    _, _, _, header, everything, _ = capsys.readouterr().out.splitlines()
    assert header == "own error: group\tpairs\twithin\tshare\tfrom\tto\twidth"
    assert everything.split("\t")[:4] == ["all", "6", "6", "100"]
    assert int(everything.split("\t")[-1]) < 100, "a quarter of what was stated, seven times"
