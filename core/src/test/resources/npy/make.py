"""Writes the small arrays beside this file with NumPy: python make.py"""

import io
import os
import zipfile

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(here, name)


def with_version(name, array, version):
    with open(path(name), "wb") as out:
        np.lib.format.write_array(out, array, version=version)


# Value at [i, j] is 10 i + j + 0.5, exact in every type.
grid = np.add.outer(10.0 * np.arange(4), np.arange(3)) + 0.5
for dtype in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
    label = dtype.replace("<", "little-").replace(">", "big-")
    np.save(path(label + ".npy"), grid.astype(dtype))
    np.save(path(label + "-fortran.npy"), np.asfortranarray(grid.astype(dtype)))
with_version("version-1.npy", grid.astype("<f4"), (1, 0))
with_version("version-2.npy", grid.astype("<f4"), (2, 0))
with_version("version-3.npy", grid.astype("<f4"), (3, 0))
for dtype in ["|i1", "|u1", "<i2", ">u2", "<i4", ">i4", "<u4", "<i8", ">i8", "<u8"]:
    label = dtype.replace("<", "little-").replace(">", "big-").replace("|", "")
    np.save(path(label + ".npy"), np.array([0, 1, 100], dtype=dtype))
np.save(path("cube-fortran.npy"), np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)))
np.save(path("objects.npy"), np.array([[1.0], [1.0, 2.0]], dtype=object), allow_pickle=True)
np.save(path("structured.npy"), np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save(path("text.npy"), np.array(["a", "b"]))

# Two articles of eight chunks, three windows each, then a shuffled copy.
rows = np.random.default_rng(7).standard_normal((16, 4)).astype("<f4")
starts = [0, 1, 2, 8, 9, 10]
contexts = np.stack([rows[s : s + 5] for s in starts])
targets = np.stack([rows[s + 5] for s in starts])
ids = np.array([7, 7, 7, 9, 9, 9])
windows = dict(context_sequences=contexts, target_vectors=targets, article_ids=ids)
np.savez(path("windows.npz"), **windows)
np.savez_compressed(path("windows-compressed.npz"), **windows)
np.savez(
    path("windows-fortran-big.npz"),
    contexts=np.asfortranarray(contexts.astype(">f8")),
    targets=np.asfortranarray(targets.astype(">f8")),
    article_indices=ids.astype(">i4"),
)
np.savez(path("windows-without-ids.npz"), context_vectors=contexts, targets=targets)
np.savez(path("windows-objects.npz"), contexts=np.array([[1.0], [2.0, 3.0]], dtype=object), targets=targets)
np.savez(path("windows-disagreeing.npz"), contexts=contexts, targets=targets[:-1])
np.save(path("windows-rows.npy"), rows)

# Written to a pipe, sizes stand behind each member instead of before it.
buffer = io.BytesIO()
np.save(buffer, grid.astype("<f4"))


class Pipe(io.RawIOBase):
    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.bytes += data
        return len(data)


pipe = Pipe()
with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("grid.npy", "w", force_zip64=True) as member:
        member.write(buffer.getvalue())
with open(path("streamed.npz"), "wb") as out:
    out.write(pipe.bytes)
