"""Stable-Baselines3's PPO on a household in plain Python: python3 sb3_ppo.py EPOCHS, then a line on standard input for each training.

Says `ready`, then answers each line with `STEPS SECONDS`. Networks (10-64-64, tanh), rollouts (32 households, 120 months) and minibatches (256) are those that hrlreport is
measured with beside it; one thread, which is fastest for networks of this size.
"""

import math
import sys
import time

import gymnasium
import numpy as np
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import DummyVecEnv

HOUSEHOLDS, MONTHS, MINIBATCH = 32, 120, 256
INCOME, FIXED, VARIABLE, DEVIATION, THRESHOLD, START = 3200.0, 1800.0, 800.0, 150.0, 3500.0, 10_000.0


class Household(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (10,), np.float32)
    action_space = gymnasium.spaces.Box(-10.0, 10.0, (3,), np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.month, self.cash, self.expense = 0, START, VARIABLE
        return self.observation(), {}

    def prices(self):
        return 1.02 ** (self.month / 12)

    def observation(self):
        left = (MONTHS - self.month) / MONTHS
        beyond = self.cash / THRESHOLD - 1
        return np.array(
            [
                0.0, FIXED * self.prices() / INCOME, self.expense / INCOME, beyond, math.tanh(beyond), self.cash / INCOME, self.cash / (10 * THRESHOLD),
                0.55, left, left * left,
            ],
            np.float32,
        )  # fmt: skip

    def step(self, action):
        weights = np.exp(action - action.max())
        invest, _, consume = weights / weights.sum()
        invested, consumed = INCOME * float(invest), INCOME * float(consume)
        self.expense = max(0.0, VARIABLE + DEVIATION * self.np_random.standard_normal()) * self.prices()
        self.cash += INCOME - FIXED * self.prices() - self.expense - invested - consumed
        self.month += 1
        comfort = 30 * 160 * math.log1p(consumed / 160)
        reward = (10 * invested + comfort - 0.1 * max(0.0, THRESHOLD - self.cash) - 20 * max(0.0, -self.cash)) / 1000
        return self.observation(), reward, self.cash < 0 or self.month == MONTHS, False, {}


torch.set_num_threads(1)
model = PPO(
    "MlpPolicy", DummyVecEnv([Household] * HOUSEHOLDS), n_steps=MONTHS, batch_size=MINIBATCH, n_epochs=int(sys.argv[1]), learning_rate=1e-3,
    policy_kwargs={"net_arch": [64, 64]}, seed=1, device="cpu",
)  # fmt: skip
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    model.learn(HOUSEHOLDS * MONTHS, reset_num_timesteps=False)
    print(HOUSEHOLDS * MONTHS, time.perf_counter() - start, flush=True)
