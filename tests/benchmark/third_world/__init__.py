"""A third simulated world, for skin as it is after needling: wet, creamed, swollen, collared.

It shares no formula with `analysis`, nor with the phones of `analysis.simulate`: skin by
Kubelka and Munk, lamps and cameras by their spectra, gloss from the normals of the face's mesh,
films and cloths painted over real photos. People are split: constants are set on `DEVELOPED_ON`
alone, figures are those of everybody else.
"""
