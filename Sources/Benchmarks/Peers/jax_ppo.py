"""PPO and its household compiled into one JAX program: python3 jax_ppo.py EPOCHS, then a line on standard input for each training.

Says `ready`, then answers each line with `STEPS SECONDS`. What is compiled is compiled before the first answer. The networks (10-64-64, tanh, actor and critic apart), the
rollouts (32 households, 120 months) and the minibatches (256) are those that hrlreport is measured with beside it.
"""

import functools
import sys
import time

import jax
import jax.numpy as jnp
import optax

HOUSEHOLDS, MONTHS, MINIBATCH, UPDATES = 32, 120, 256, 10
INPUTS, HIDDEN, ACTIONS = 10, 64, 3
INCOME, FIXED, VARIABLE, DEVIATION, THRESHOLD, START = 3200.0, 1800.0, 800.0, 150.0, 3500.0, 10_000.0
GAMMA, LAMBDA, CLIP = 0.99, 0.95, 0.2
EPOCHS = int(sys.argv[1])

optimizer = optax.chain(optax.clip_by_global_norm(0.5), optax.adam(1e-3, eps=1e-5))


def network(key, outputs, head_gain):
    widths, gains = (INPUTS, HIDDEN, HIDDEN, outputs), (2**0.5, 2**0.5, head_gain)
    layers = zip(jax.random.split(key, 3), widths, widths[1:], gains)
    return [(jax.nn.initializers.orthogonal(g)(k, (i, o)), jnp.zeros(o)) for k, i, o, g in layers]


def forward(layers, x):
    for weight, bias in layers[:-1]:
        x = jnp.tanh(x @ weight + bias)
    weight, bias = layers[-1]
    return x @ weight + bias


def price_level(month):
    return 1.02 ** (month / 12)


def observe(month, cash, expense):
    def constant(value):
        return jnp.full_like(cash, value)

    left = (MONTHS - month) / MONTHS
    columns = [
        constant(0.0), constant(FIXED / INCOME) * price_level(month), expense / INCOME, cash / THRESHOLD - 1,
        jnp.tanh(cash / THRESHOLD - 1), cash / INCOME, cash / (10 * THRESHOLD), constant(0.55), constant(left), constant(left**2),
    ]  # fmt: skip
    return jnp.stack(columns, axis=1)


def live(month, cash, action, shock):
    shares = jax.nn.softmax(action)
    invested, consumed = INCOME * shares[:, 0], INCOME * shares[:, 2]
    prices = price_level(month)
    expense = jnp.maximum(0, VARIABLE + DEVIATION * shock) * prices
    cash = cash + INCOME - FIXED * prices - expense - invested - consumed
    comfort = 30 * 160 * jnp.log1p(consumed / 160)
    reward = (10 * invested + comfort - 0.1 * jnp.maximum(0, THRESHOLD - cash) - 20 * jnp.maximum(0, -cash)) / 1000
    return cash, expense, reward


def log_probability(mean, log_std, action):
    z = (action - mean) * jnp.exp(-log_std)
    return (-0.5 * z * z - log_std).sum(-1) - 0.5 * ACTIONS * jnp.log(2 * jnp.pi)


def rollout(parameters, key):
    def month(carry, t):
        cash, expense, alive, key = carry
        key, noise_key, shock_key = jax.random.split(key, 3)
        x = observe(t, cash, expense)
        mean = forward(parameters["actor"], x)
        action = mean + jnp.exp(parameters["log_std"]) * jax.random.normal(noise_key, mean.shape)
        new_cash, new_expense, reward = live(t, cash, action, jax.random.normal(shock_key, cash.shape))
        goes_on = alive & (new_cash >= 0) & (t + 1 < MONTHS)
        sample = (x, action, log_probability(mean, parameters["log_std"], action), reward * alive, goes_on, forward(parameters["critic"], x)[:, 0])
        # A household that is bankrupt starts anew: every row is a month lived.
        restart = ~goes_on
        return (jnp.where(restart, START, new_cash), jnp.where(restart, VARIABLE, new_expense), jnp.ones_like(alive), key), sample

    start = (jnp.full(HOUSEHOLDS, START), jnp.full(HOUSEHOLDS, VARIABLE), jnp.ones(HOUSEHOLDS, bool), key)
    _, samples = jax.lax.scan(month, start, jnp.arange(MONTHS, dtype=jnp.float32))
    return samples


def advantages(rewards, goes_on, values):
    def back(carry, row):
        following, next_value = carry
        reward, more, value = row
        advantage = reward + more * GAMMA * (next_value + LAMBDA * following) - value
        return (advantage, value), advantage

    start = (jnp.zeros(HOUSEHOLDS), jnp.zeros(HOUSEHOLDS))
    return jax.lax.scan(back, start, (rewards, goes_on, values), reverse=True)[1]


def loss(parameters, batch):
    x, action, old, advantage, target = batch
    ratio = jnp.exp(log_probability(forward(parameters["actor"], x), parameters["log_std"], action) - old)
    surrogate = jnp.minimum(ratio * advantage, jnp.clip(ratio, 1 - CLIP, 1 + CLIP) * advantage)
    return -surrogate.mean() + 0.5 * jnp.square(forward(parameters["critic"], x)[:, 0] - target).mean()


def update(carry, _):
    parameters, state, key = carry
    key, rollout_key, epochs_key = jax.random.split(key, 3)
    x, action, old, rewards, goes_on, values = rollout(parameters, rollout_key)
    advantage = advantages(rewards / 10, goes_on, values)
    targets = advantage + values
    advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
    rows = [column.reshape((HOUSEHOLDS * MONTHS,) + column.shape[2:]) for column in (x, action, old, advantage, targets)]

    def minibatch(carry, batch):
        parameters, state = carry
        gradient = jax.grad(loss)(parameters, batch)
        change, state = optimizer.update(gradient, state)
        return (optax.apply_updates(parameters, change), state), None

    def epoch(carry, key):
        order = jax.random.permutation(key, HOUSEHOLDS * MONTHS)
        batches = [row[order].reshape((-1, MINIBATCH) + row.shape[1:]) for row in rows]
        return jax.lax.scan(minibatch, carry, batches)[0], None

    (parameters, state), _ = jax.lax.scan(epoch, (parameters, state), jax.random.split(epochs_key, EPOCHS))
    return (parameters, state, key), None


@functools.partial(jax.jit, donate_argnums=0)
def train(carry):
    return jax.lax.scan(update, carry, None, UPDATES)[0]


actor_key, critic_key, key = jax.random.split(jax.random.PRNGKey(1), 3)
parameters = {"actor": network(actor_key, ACTIONS, 0.01), "critic": network(critic_key, 1, 1.0), "log_std": jnp.full(ACTIONS, -1.0)}
carry = (parameters, optimizer.init(parameters), key)
for _ in range(2):  # the types of what it returns are a little stricter than those it starts with: compiled again
    carry = jax.block_until_ready(train(carry))
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    carry = jax.block_until_ready(train(carry))
    print(UPDATES * HOUSEHOLDS * MONTHS, time.perf_counter() - start, flush=True)
