"""Fetches the fonts the figures are drawn with, as TrueType. Usage: fonts.py FOLDER

FOLDER gets hand/, print/ and held/ with one .ttf a font, and versions.txt. The fonts are not kept in the repository.
"""

import glob
import os
import subprocess
import sys
import tarfile
import tempfile

from fontTools.ttLib import TTFont

HAND = """annie-use-your-telescope bad-script coming-soon covered-by-your-grace crafty-girls dawning-of-a-new-day dekko
delius gaegu give-you-glory itim just-another-hand kristi la-belle-aurore loved-by-the-king mali mansalva merienda
nanum-pen-script neucha nothing-you-could-do over-the-rainbow pangolin permanent-marker reenie-beanie rock-salt
sedgwick-ave shadows-into-light-two short-stack sriracha sue-ellen-francisco swanky-and-moo-moo the-girl-next-door
waiting-for-the-sunrise walter-turncoat zeyada""".split()

PRINT = """anonymous-pro arimo barlow-condensed courier-prime cousine cutive-mono dotgothic16 doto ibm-plex-mono lato
libre-franklin merriweather michroma open-sans oswald pt-serif roboto roboto-mono share-tech-mono special-elite
stardos-stencil tinos vt323""".split()

# Never trained on: figures on these are what the README reports.
HELD = """architects-daughter caveat cedarville-cursive gochi-hand handlee homemade-apple indie-flower kalam marck-script
patrick-hand schoolbell shadows-into-light""".split()


def fetch(name, folder):
    """Packs the font by npm, converts its regular Latin cut, and gives the package's file name with the version."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["npm", "pack", "--silent", f"@fontsource/{name}"], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        (package,) = glob.glob(f"{scratch}/*.tgz")
        with tarfile.open(package) as archive:
            wanted = f"package/files/{name}-latin-400-normal.woff2"
            font = TTFont(archive.extractfile(wanted))
        font.flavor = None
        font.save(f"{folder}/{name}.ttf")
        return os.path.basename(package).removesuffix(".tgz")


def main(folder):
    versions = []
    for kind, names in (("hand", HAND), ("print", PRINT), ("held", HELD)):
        os.makedirs(f"{folder}/{kind}", exist_ok=True)
        versions += [f"{kind} {fetch(name, f'{folder}/{kind}')}" for name in names]
    with open(f"{folder}/versions.txt", "w", encoding="utf-8") as out:
        out.write("\n".join(versions) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
