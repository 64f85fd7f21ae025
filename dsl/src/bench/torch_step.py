"""The PyTorch side of StepBenchmark: the same BERT, full precision and quantized as TernaryBERT quantizes.

Prints a line a step, milliseconds by clock and processor: "fp32 MS MS", "QAT MS MS", and both under bf16 autocast.
Usage: torch_step.py STEPS LAYERS WIDTH HEADS FEED_FORWARD
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY, BATCH, TIME = 8000, 32, 64
COUNT, LAYERS, WIDTH, HEADS, WIDE = (int(word) for word in sys.argv[1:6])
torch.set_num_threads(2)
torch.manual_seed(1)


class Ternary(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, per_row):
        ctx.save_for_backward(w)
        w = w.clamp(-2.5, 2.5)
        size = w.abs()
        if per_row:
            delta = 0.7 * size.mean(1, keepdim=True)
            mask = (size > delta).float()
            alpha = (size * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True).clamp(min=1)
        else:
            mask = (size > 0.7 * size.mean()).float()
            alpha = (size * mask).sum() / mask.sum()
        return alpha * w.sign() * mask

    @staticmethod
    def backward(ctx, g):
        (w,) = ctx.saved_tensors
        return g * (w.abs() < 2.5), None


class Int8(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        x = x.clamp(-2.5, 2.5)
        low, high = x.min().clamp(max=0), x.max().clamp(min=0)
        step = (high - low) / 255 + 1e-12
        zero = (-low / step).round()
        return step * (((x / step).round() + zero).clamp(0, 255) - zero)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (x.abs() < 2.5)


def same(x, *_):
    return x


class Bert(nn.Module):
    def __init__(self, quantized):
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, WIDTH)
        self.position = nn.Embedding(TIME, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList()
        for _ in range(LAYERS):
            sizes = [(WIDTH, WIDTH)] * 4 + [(WIDTH, WIDE), (WIDE, WIDTH)]
            layer = nn.ModuleList([nn.Linear(a, b) for a, b in sizes])
            layer.extend([nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)])
            self.layers.append(layer)
        self.pooler, self.classifier = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2)
        self.weight = Ternary.apply if quantized else same
        self.activation = Int8.apply if quantized else same

    def linear(self, layer, x):
        return F.linear(self.activation(x), self.weight(layer.weight, False), layer.bias)

    def forward(self, tokens):
        table = self.weight(self.word.weight, True)
        x = self.norm(F.embedding(tokens, table) + self.position.weight)
        split = lambda t: t.view(BATCH, TIME, HEADS, -1).transpose(1, 2)
        for q, k, v, o, wide, narrow, norm1, norm2 in self.layers:
            query, key, value = (self.activation(split(self.linear(m, x))) for m in (q, k, v))
            p = torch.softmax(query @ key.transpose(-1, -2) / (WIDTH / HEADS) ** 0.5, -1)
            c = (self.activation(p) @ value).transpose(1, 2).reshape(BATCH, TIME, WIDTH)
            x = norm1(x + self.linear(o, c))
            x = norm2(x + self.linear(narrow, F.gelu(self.linear(wide, x))))
        return self.classifier(torch.tanh(self.linear(self.pooler, x[:, 0])))


def steps(name, model, bf16):
    optimizer = torch.optim.AdamW(model.parameters(), 1e-4)
    tokens = torch.randint(0, VOCABULARY, (BATCH, TIME))
    labels = torch.randint(0, 2, (BATCH,))
    for i in range(COUNT + 2):
        start, spent = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = F.cross_entropy(model(tokens), labels)
        loss.backward()
        optimizer.step()
        if i >= 2:
            print(name, (time.perf_counter() - start) * 1e3, (time.process_time() - spent) * 1e3, flush=True)


steps("fp32", Bert(False), False)
steps("QAT", Bert(True), False)
steps("fp32 bf16", Bert(False), True)
steps("QAT bf16", Bert(True), True)
