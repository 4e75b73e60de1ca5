"""The JAX prototype of a household that lives for utility, as it is: python3 jax_life.py EPOCHS FOLDER HOUSEHOLD, then a line on standard input for each training.

FOLDER has its hrl_life.py and lifecycle_scenarios.py, and HOUSEHOLD is one of the latter. Says `ready`, then answers each line with `MONTHS SECONDS`: months lived, those of its
comparisons included. What is compiled is compiled before the first answer.
"""

import sys
import time

EPOCHS, FOLDER, HOUSEHOLD = int(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.path.insert(0, FOLDER)

import jax.numpy as jnp  # noqa: E402
from hrl_life import HRL  # noqa: E402
from lifecycle_scenarios import SCENARIOS  # noqa: E402

LIVES, MONTHS, PAIRS, UPDATES = 256, 12, 2, 20
RATE = jnp.float32(8e-4)

household = SCENARIOS[HOUSEHOLD]
prototype = HRL(household, N=LIVES, K=MONTHS, pairs=PAIRS, hpairs=PAIRS, epochs=EPOCHS)
state = (prototype.par, prototype.m, prototype.v, jnp.float32(0), prototype.z, prototype.key)

# Each month is lived once, two decisions are compared under each shock of a pair, with the emergency and without, and so are
# two goals.
branches = 2 if household.emergency_probability > 0 else 1
lived = LIVES * MONTHS * (1 + 2 * 2 * PAIRS * branches + 2 * 2 * PAIRS)


def train(updates):
    global state
    for _ in range(updates):
        *rest, statistics = prototype.iter(*state, RATE)
        state = tuple(rest)
    statistics["verr"].block_until_ready()


train(3)
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    train(UPDATES)
    print(UPDATES * lived, time.perf_counter() - start, flush=True)
