"""Writes the PyTorch files of this folder, and what is in them as safetensors.

Run with PyTorch 1.13 (Debian's python3-torch): python3 make.py
"""

import json
import os
import struct
import zipfile
from collections import OrderedDict

import torch

NAMES = {
    torch.float64: "F64", torch.int64: "I64", torch.float32: "F32", torch.int32: "I32", torch.float16: "F16",
    torch.bfloat16: "BF16", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
}


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        plain = tensor.detach().contiguous()
        raw = (plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain).numpy().tobytes()
        header[name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def save(name, saved, tensors, **how):
    torch.save(saved, name, **how)
    write_safetensors(name.rsplit(".", 1)[0] + ".safetensors", tensors)


def all_kinds():
    """Every element type and every way that a tensor can lie in a storage."""
    torch.manual_seed(1)
    tensors = OrderedDict()
    for dtype in NAMES:
        values = torch.randn(2, 3) * 50
        tensors[NAMES[dtype].lower()] = (values > 0) if dtype == torch.bool else values.to(dtype)
    tensors["special"] = torch.tensor([float("inf"), -0.0, 1e-45, 3.4e38])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 3)
    whole = torch.arange(24.0).view(4, 6)
    tensors["whole"] = whole
    tensors["same"] = whole
    tensors["transposed"] = whole.t()
    tensors["columns"] = whole[1:, 1::2]
    tensors["permuted"] = torch.arange(24.0).view(2, 3, 4).permute(2, 0, 1)
    tensors["expanded"] = torch.arange(3.0).view(3, 1).expand(3, 4)
    tensors["last"] = whole.view(-1)[-1:]
    tensors["parameter"] = torch.nn.Parameter(torch.randn(3))
    return tensors


def with_other_entries(tensors):
    saved = dict(tensors)
    saved.update(
        epoch=3, best=0.5, note="näive", huge=1 << 70, negative=-7, nothing=None, flags=[True, False, (1, 2), []],
        raw=torch.arange(4, dtype=torch.uint8).storage()._storage)
    return saved


def wrapped(path):
    """A model behind a data-parallel wrapper, its optimizer and a counter."""
    torch.manual_seed(2)
    layer = torch.nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(layer.parameters())
    layer(torch.randn(4, 3)).sum().backward()
    optimizer.step()
    state = OrderedDict(("module." + name, tensor) for name, tensor in layer.state_dict().items())
    torch.save({"epoch": 7, "state_dict": state, "optimizer": optimizer.state_dict()}, path)
    write_safetensors("wrapped.safetensors", layer.state_dict())


def rewrite(source, target):
    """The same entries with every number of the directory in zip's 64-bit extension, and a byte order."""
    zipfile.ZIP64_LIMIT = 0
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            new.writestr(zipfile.ZipInfo(entry), old.read(entry))
        new.writestr(zipfile.ZipInfo(entry.split("/")[0] + "/byteorder"), "little")


class Harm:
    def __reduce__(self):
        return os.system, ("exit 1",)


def bert_names():
    """The parameters of a BERT of 2 layers, width 8, 2 heads, 20 tokens, 9 places, as Hugging Face saves it."""
    torch.manual_seed(3)
    shapes = {
        "bert.embeddings.word_embeddings.weight": (20, 8),
        "bert.embeddings.position_embeddings.weight": (9, 8),
        "bert.embeddings.token_type_embeddings.weight": (2, 8),
        "bert.embeddings.LayerNorm.weight": (8,), "bert.embeddings.LayerNorm.bias": (8,),
    }
    for i in range(2):
        layer = f"bert.encoder.layer.{i}."
        for part in ("query", "key", "value"):
            shapes[f"{layer}attention.self.{part}.weight"] = (8, 8)
            shapes[f"{layer}attention.self.{part}.bias"] = (8,)
        for part, out, into in (("attention.output.dense", 8, 8), ("intermediate.dense", 32, 8), ("output.dense", 8, 32)):
            shapes[f"{layer}{part}.weight"] = (out, into)
            shapes[f"{layer}{part}.bias"] = (out,)
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{layer}{part}.weight"] = (8,)
            shapes[f"{layer}{part}.bias"] = (8,)
    shapes["cls.predictions.bias"] = (20,)
    shapes["cls.predictions.transform.dense.weight"] = (8, 8)
    shapes["cls.predictions.transform.dense.bias"] = (8,)
    shapes["cls.predictions.transform.LayerNorm.weight"] = (8,)
    shapes["cls.predictions.transform.LayerNorm.bias"] = (8,)
    return OrderedDict((name, torch.randn(*shape) * 0.3) for name, shape in shapes.items())


def main():
    kinds = all_kinds()
    save("zip.pt", with_other_entries(kinds), kinds)
    torch.save(with_other_entries(kinds), "old.pt", _use_new_zipfile_serialization=False)
    torch.save(dict(with_other_entries(kinds), kept=b"\x00\xff"), "protocol5.pt", pickle_protocol=5)
    rewrite("zip.pt", "zip64.pt")
    wrapped("wrapped.pt")
    torch.save({"weight": torch.ones(2), "step": Harm()}, "harm.pt")
    bert = bert_names()
    tied = OrderedDict(bert)
    tied["bert.embeddings.position_ids"] = torch.arange(9).expand(1, -1)
    tied["cls.predictions.decoder.weight"] = bert["bert.embeddings.word_embeddings.weight"]
    tied["cls.predictions.decoder.bias"] = bert["cls.predictions.bias"]
    save("bert.bin", tied, bert)


if __name__ == "__main__":
    main()
