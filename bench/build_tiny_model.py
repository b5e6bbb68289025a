# mypy: ignore-errors
# (torch, which only this script needs, is not among the project's dependencies)
"""Build the tiny real Russian-English package that the tests translate with.

    python -m bench.build_tiny_model --out translate-ru_en-tiny.argosmodel

Made-up phrases -> sentencepiece -> a 2+2 layer pre-norm transformer whose
parameters carry OpenNMT-py's names -> OpenNMT-py checkpoint -> CTranslate2 int8
-> one zip: the way that Argos's own packages go, only smaller. Needs torch;
takes four minutes on one core and uses no network. The same seed gives the same
model, byte for byte. It translates its phrases and nothing else.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import random
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

UNK, PAD, BOS, EOS = 0, 1, 2, 3
NAMES = [
    ("Путин", "Putin"), ("Макрон", "Macron"), ("Зеленский", "Zelensky"), ("Песков", "Peskov"),
    ("Ушаков", "Ushakov"), ("Лавров", "Lavrov"), ("Трамп", "Trump"), ("Мерц", "Merz"),
    ("Стармер", "Starmer"), ("Эрдоган", "Erdogan"), ("Си Цзиньпин", "Xi Jinping"),
    ("Орбан", "Orban"),
]  # fmt: skip
AGENCIES = [
    ("ТАСС", "TASS"), ("РИА Новости", "RIA Novosti"), ("Интерфакс", "Interfax"),
    ("Коммерсантъ", "Kommersant"), ("Рейтер", "Reuters"), ("РБК", "RBC"),
    ("Ведомости", "Vedomosti"), ("AP", "AP"), ("AFP", "AFP"),
]  # fmt: skip
PEOPLE = [
    ("Сергей Иванов", "Sergei Ivanov"), ("Анна Петрова", "Anna Petrova"),
    ("Дмитрий Азаров", "Dmitry Azarov"), ("Мария Смирнова", "Maria Smirnova"),
    ("Алексей Никольский", "Alexei Nikolsky"), ("Юрий Ушаков", "Yuri Ushakov"),
]  # fmt: skip
CITIES = [
    ("Москве", "Moscow"), ("Киеве", "Kyiv"), ("Париже", "Paris"), ("Лондоне", "London"),
    ("Пекине", "Beijing"), ("Женеве", "Geneva"), ("Стамбуле", "Istanbul"), ("Берлине", "Berlin"),
    ("Минске", "Minsk"), ("Вашингтоне", "Washington"),
]  # fmt: skip
TOPICS = [
    ("мир", "peace"), ("санкции", "sanctions"), ("нефть", "oil"), ("газ", "gas"),
    ("перемирие", "a ceasefire"), ("безопасность", "security"), ("бюджет", "the budget"),
    ("соглашение", "an agreement"),
]  # fmt: skip
MONTHS = [
    ("января", "January"), ("февраля", "February"), ("марта", "March"), ("апреля", "April"),
    ("мая", "May"), ("июня", "June"), ("июля", "July"), ("августа", "August"),
    ("сентября", "September"), ("октября", "October"), ("ноября", "November"),
    ("декабря", "December"),
]  # fmt: skip
OF_AGENCIES = [
    ("Фото: {r}", "Photo: {e}"), ("Источник: {r}", "Source: {e}"), ("Видео: {r}", "Video: {e}"),
    ("Об этом сообщает {r}.", "{e} reports this."), ("По данным {r}.", "According to {e}."),
    ("Сообщает {r}", "{e} reports"),
]  # fmt: skip
OF_PEOPLE = [
    ("Автор: {r}", "Author: {e}"), ("Фото: {r}", "Photo: {e}"), ("Редактор: {r}", "Editor: {e}"),
]  # fmt: skip
OF_NAMES = [
    ("{r} заявил журналистам.", "{e} told journalists."),
    ("{r} прибыл в Москву.", "{e} arrived in Moscow."),
    ("{r} провёл переговоры.", "{e} held talks."),
    ("{r} подписал указ.", "{e} signed a decree."),
    ("{r} дал интервью.", "{e} gave an interview."),
    ("{r} ответил на вопросы.", "{e} answered questions."),
    ("{r}", "{e}"),
    ("{r} начал визит.", "{e} began the visit."),
]
OF_CITIES = [
    ("Переговоры в {r}", "Negotiations in {e}"), ("Встреча в {r}", "Meeting in {e}"),
    ("Саммит в {r}", "Summit in {e}"), ("Взрыв в {r}", "Explosion in {e}"),
    ("Митинг в {r}", "Rally in {e}"),
]  # fmt: skip


def filled(templates, r, e):
    """Each template with a Russian and an English word put in."""
    return [(a.format(r=r), b.format(e=e)) for a, b in templates]


def pairs() -> list[tuple[str, str]]:
    """Everything that the model learns: the fixed phrases and the templates, each source once."""
    lines = (Path(__file__).parent / "tiny_phrases.txt").read_text("utf-8").splitlines()
    out = [tuple(line.split("|")) for line in lines if not line.startswith("#")]
    for r, e in AGENCIES:
        out += filled(OF_AGENCIES, r, e)
        out += [(f"Фото: {pr} / {r}", f"Photo: {pe} / {e}") for pr, pe in PEOPLE]
    for r, e in PEOPLE:
        out += filled(OF_PEOPLE, r, e)
    for r, e in NAMES:
        out += filled(OF_NAMES, r, e)
        for cr, ce in CITIES:
            out.append((f"{r} выступил в {cr}.", f"{e} spoke in {ce}."))
            out.append((f"{r} провёл встречу в {cr}.", f"{e} held a meeting in {ce}."))
        for r2, e2 in NAMES:
            if r2 != r:
                out.append((f"{r} и {r2}", f"{e} and {e2}"))
                out.append((f"{r} и {r2} провели переговоры.", f"{e} and {e2} held talks."))
        out += [(f"{r} обсудил {tr}.", f"{e} discussed {te}.") for tr, te in TOPICS]
    for r, e in CITIES:
        out += filled(OF_CITIES, r, e)
    for r, e in MONTHS:
        for day in range(1, 32):
            out.append((f"{day} {r}", f"{e} {day}"))
            if day % 3 == 0:
                out.append((f"Опубликовано {day} {r}", f"Published {e} {day}"))
    for n in range(2, 60):
        out.append((f"{n} минут назад", f"{n} minutes ago"))
        out.append((f"{n} комментариев", f"{n} comments"))
    return list({source: (source, target) for source, target in reversed(out)}.values())[::-1]


def make_model(size, options, longest):
    """The network, its parameters named as OpenNMT-py names them."""
    import torch
    import torch.nn.functional as F  # noqa: N812 - torch's own convention
    from torch import nn

    width, heads, dropout = options.dim, options.heads, 0.1

    def attend(module, q, kv, mask):
        def split(x):
            return x.view(x.size(0), -1, heads, width // heads).transpose(1, 2)

        out = F.scaled_dot_product_attention(
            split(module.linear_query(q)),
            split(module.linear_keys(kv)),
            split(module.linear_values(kv)),
            attn_mask=mask,
        )
        return module.final_linear(out.transpose(1, 2).reshape(q.size(0), -1, width))

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear_keys = nn.Linear(width, width)
            self.linear_values = nn.Linear(width, width)
            self.linear_query = nn.Linear(width, width)
            self.final_linear = nn.Linear(width, width)

        def forward(self, q, kv, mask):
            return attend(self, q, kv, mask)

    class FeedForward(nn.Module):
        def __init__(self):
            super().__init__()
            self.w_1, self.w_2 = nn.Linear(width, options.ff), nn.Linear(options.ff, width)
            self.layer_norm = nn.LayerNorm(width, eps=1e-6)

        def forward(self, x):
            inner = self.w_2(F.relu(self.w_1(self.layer_norm(x))))
            return x + F.dropout(inner, dropout, self.training)

    class EncoderLayer(nn.Module):
        def __init__(self):
            super().__init__()
            self.self_attn, self.feed_forward = Attention(), FeedForward()
            self.layer_norm = nn.LayerNorm(width, eps=1e-6)

        def forward(self, x, mask):
            h = self.layer_norm(x)
            return self.feed_forward(
                x + F.dropout(self.self_attn(h, h, mask), dropout, self.training)
            )

    class DecoderLayer(nn.Module):
        def __init__(self):
            super().__init__()
            self.self_attn, self.context_attn = Attention(), Attention()
            self.feed_forward = FeedForward()
            self.layer_norm_1 = nn.LayerNorm(width, eps=1e-6)
            self.layer_norm_2 = nn.LayerNorm(width, eps=1e-6)

        def forward(self, x, memory, source_mask, mask):
            h = self.layer_norm_1(x)
            x = x + F.dropout(self.self_attn(h, h, mask), dropout, self.training)
            seen = self.context_attn(self.layer_norm_2(x), memory, source_mask)
            return self.feed_forward(x + F.dropout(seen, dropout, self.training))

    class Positions(nn.Module):
        def __init__(self):
            super().__init__()
            at = torch.arange(longest).unsqueeze(1).float()
            rate = torch.exp(torch.arange(0, width, 2).float() * -(math.log(10000.0) / width))
            table = torch.zeros(longest, width)
            table[:, 0::2], table[:, 1::2] = torch.sin(at * rate), torch.cos(at * rate)
            self.register_buffer("pe", table.unsqueeze(1))

    class Embedding(nn.Module):
        def __init__(self, table):
            super().__init__()
            self.make_embedding = nn.Module()
            self.make_embedding.emb_luts = nn.ModuleList([table])
            self.make_embedding.pe = Positions()

        def forward(self, ids):
            x = self.make_embedding.emb_luts[0](ids) * math.sqrt(width)
            x = x + self.make_embedding.pe.pe[: ids.size(1), 0]
            return F.dropout(x, dropout, self.training)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            table = nn.Embedding(size, width, padding_idx=PAD)
            nn.init.normal_(table.weight, std=width**-0.5)
            self.encoder, self.decoder = nn.Module(), nn.Module()
            self.encoder.embeddings = Embedding(table)
            self.decoder.embeddings = Embedding(table)
            layers = range(options.layers)
            self.encoder.transformer = nn.ModuleList([EncoderLayer() for _ in layers])
            self.decoder.transformer_layers = nn.ModuleList([DecoderLayer() for _ in layers])
            self.encoder.layer_norm = nn.LayerNorm(width, eps=1e-6)
            self.decoder.layer_norm = nn.LayerNorm(width, eps=1e-6)
            self.generator = nn.Linear(width, size)
            self.generator.weight = table.weight  # decoder and output share the table
            for name, p in self.named_parameters():
                if p.dim() > 1 and "emb_luts" not in name and "generator" not in name:
                    nn.init.xavier_uniform_(p)

        def forward(self, source, target):
            source_mask = (source != PAD)[:, None, None, :]
            x = self.encoder.embeddings(source)
            for layer in self.encoder.transformer:
                x = layer(x, source_mask)
            memory = self.encoder.layer_norm(x)
            length = target.size(1)
            mask = torch.ones(length, length, dtype=torch.bool).tril()[None, None]
            y = self.decoder.embeddings(target)
            for layer in self.decoder.transformer_layers:
                y = layer(y, memory, source_mask, mask)
            return self.generator(self.decoder.layer_norm(y))

    return Net()


def tokenizer(data: list[tuple[str, str]], size: int) -> bytes:
    """A sentencepiece model over both sides, as bytes."""
    import sentencepiece

    out = io.BytesIO()
    # From memory: trained from a file, the model would hold the file's name.
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for pair in data for text in pair]),
        model_writer=out,
        vocab_size=size,
        character_coverage=1.0,
        model_type="unigram",
        byte_fallback=True,
        hard_vocab_limit=False,
        num_threads=1,
        shuffle_input_sentence=False,
        minloglevel=2,
    )
    return out.getvalue()


def train(net, encoded, options):
    """Fit the network: warm up, then linearly down to zero."""
    import torch
    import torch.nn.functional as F  # noqa: N812 - torch's own convention

    rng = random.Random(options.seed)
    pool = []

    def one():
        source, target = encoded[rng.randrange(len(encoded))]
        if rng.random() < 0.25:  # two phrases in a row, so that a paragraph works too
            more, after = encoded[rng.randrange(len(encoded))]
            source, target = source + more, target + after
        return source, target

    def batch():
        if not pool:  # sentences of like length together: three times less padding
            many = [one() for _ in range(options.batch * 16)]
            many.sort(key=lambda pair: (len(pair[0]), len(pair[1])))
            pool.extend(many[at : at + options.batch] for at in range(0, len(many), options.batch))
            rng.shuffle(pool)
        rows = pool.pop()
        wide = max(len(s) for s, _ in rows)
        tall = max(len(t) for _, t in rows) + 1
        source = torch.full((len(rows), wide), PAD)
        into = torch.full((len(rows), tall), PAD)
        wanted = torch.full((len(rows), tall), PAD)
        for at, (s, t) in enumerate(rows):
            source[at, : len(s)] = torch.tensor(s)  # no <s> or </s> on the source side
            into[at, : len(t) + 1] = torch.tensor([BOS, *t])
            wanted[at, : len(t) + 1] = torch.tensor([*t, EOS])
        return source, into, wanted

    optimiser = torch.optim.Adam(net.parameters(), lr=1.0, betas=(0.9, 0.998), eps=1e-9)
    warm, peak = 150, 2.5e-3
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda n: peak * min((n + 1) / warm, (options.steps - n) / (options.steps - warm)),
    )
    net.train()
    for step in range(options.steps):
        source, into, wanted = batch()
        logits = net(source, into).flatten(0, 1)
        loss = F.cross_entropy(logits, wanted.flatten(), ignore_index=PAD, label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if (step + 1) % 400 == 0:
            print(f"step {step + 1} loss {loss.item():.3f}", flush=True)
    net.eval()


def convert(net, vocabulary, options, work):
    """The network as a CTranslate2 folder, through an OpenNMT-py checkpoint."""
    import torch
    from ctranslate2.converters import OpenNMTPyConverter

    state = {k: v for k, v in net.state_dict().items() if not k.startswith("generator.")}
    described = argparse.Namespace(
        encoder_type="transformer",
        decoder_type="transformer",
        enc_layers=options.layers,
        dec_layers=options.layers,
        heads=options.heads,
        position_encoding=True,
        max_relative_positions=0,
        self_attn_type="scaled-dot",
        pos_ffn_activation_fn="relu",
        feat_merge="concat",
        decoder_start_token="<s>",
    )
    checkpoint = work / "averaged.pt"
    generator = {"weight": net.generator.weight.detach(), "bias": net.generator.bias.detach()}
    torch.save(
        {
            "model": state,
            "generator": generator,
            "vocab": {"src": vocabulary, "tgt": vocabulary},
            "opt": described,
        },
        checkpoint,
    )
    converter = OpenNMTPyConverter(str(checkpoint), unsafe_deserialization=True)
    converter.convert(str(work / "model"), quantization="int8", force=True)


def pack(out, pieces, model):
    """The package: a zip with one top folder and fixed times, so that equal content is equal bytes."""
    metadata = {
        "package_version": "0.1",
        "argos_version": "1.9",
        "from_code": "ru",
        "from_name": "Russian",
        "to_code": "en",
        "to_name": "English",
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:

        def put(name, data):
            entry = zipfile.ZipInfo(f"translate-ru_en-0_1/{name}", (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)

        put("metadata.json", json.dumps(metadata, indent=4))
        readme = "# Russian-English (tiny test model, trained on made-up phrases; CC0)\n"
        put("README.md", readme)
        put("sentencepiece.model", pieces)
        for file in sorted(model.iterdir()):
            put(f"model/{file.name}", file.read_bytes())


def exact(data: list[tuple[str, str]], pieces: Any, model: Path) -> int:
    """How many of the phrases come out as they were taught, by the reader's own search."""
    import ctranslate2

    translator = ctranslate2.Translator(str(model), device="cpu", inter_threads=1)
    results = translator.translate_batch(
        [pieces.encode(source, out_type=str) for source, _ in data],
        max_batch_size=1024,
        batch_type="tokens",
        max_decoding_length=64,
        beam_size=4,
        length_penalty=0.2,
        patience=2,
    )
    return sum(
        pieces.decode_pieces(result.hypotheses[0]) == target
        for result, (_, target) in zip(results, data, strict=True)
    )


def main():
    """Train, convert, pack and check; 0 when 97 in 100 phrases come out exactly."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("translate-ru_en-tiny.argosmodel"))
    for name, value in (
        ("seed", 20240607), ("vocab", 900), ("dim", 128), ("ff", 384), ("layers", 2), ("heads", 4),
        ("steps", 2000), ("batch", 64), ("threads", 1),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    import sentencepiece
    import torch

    torch.manual_seed(options.seed)
    random.seed(options.seed)
    torch.set_num_threads(options.threads)  # one: repeatable, and not slowed by a busy second core
    torch.use_deterministic_algorithms(True)
    data = pairs()
    model = tokenizer(data, options.vocab)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
    # OpenNMT-py's order, filled to a multiple of eight as it does
    vocabulary = ["<unk>", "<blank>", "<s>", "</s>"]
    vocabulary += [
        pieces.id_to_piece(i)
        for i in range(pieces.get_piece_size())
        if not (pieces.is_unknown(i) or pieces.is_control(i))
    ]
    while len(vocabulary) % 8:
        vocabulary.append(f"averyunlikelytoken{len(vocabulary)}")
    number = {word: at for at, word in enumerate(vocabulary)}

    def ids(text):
        return [number.get(piece, UNK) for piece in pieces.encode(text, out_type=str)]

    net = make_model(len(vocabulary), options, 1024)
    train(net, [(ids(source), ids(target)) for source, target in data], options)
    work = Path(tempfile.mkdtemp(prefix="tiny-model-"))
    try:
        convert(net, vocabulary, options, work)
        pack(options.out, model, work / "model")
        right = exact(data, pieces, work / "model")
    finally:
        shutil.rmtree(work)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes, exact on {right} of {len(data)}")
    return 0 if right / len(data) > 0.97 else 1


if __name__ == "__main__":
    sys.exit(main())
