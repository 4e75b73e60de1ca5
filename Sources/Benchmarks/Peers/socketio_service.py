"""socketio_service.py TRAINER: what the Training Service does, on python-socketio and uvicorn, as far as it is measured.

TRAINER prints a training's lines; each is an event to all clients. Prints `serving http://127.0.0.1:PORT`.
"""

import asyncio
import json
import socket
import sys

import socketio
import uvicorn

server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*", always_connect=True)
status = {"is_training": False, "scenario_name": None, "current_episode": 0, "total_episodes": 0, "start_time": None,
          "latest_progress": None}


@server.event
async def connect(sid, environ, auth):
    await server.emit("connection_established", {"message": "Connected to training updates", "sid": sid}, to=sid)


async def train():
    process = await asyncio.create_subprocess_exec(sys.argv[1], stdout=asyncio.subprocess.PIPE, limit=1 << 20)
    async for line in process.stdout:
        data = json.loads(line)
        event = data.pop("event")
        if event == "training_progress":
            status["latest_progress"], status["current_episode"] = data, data["episode"]
        await server.emit(event, data)


async def rest(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/api/training/start":
        rest.task = asyncio.create_task(train())
    body = json.dumps(status).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
print(f"serving http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
application = socketio.ASGIApp(server, rest)
uvicorn.Server(uvicorn.Config(application, log_level="critical", ws_per_message_deflate=False)).run([listener])
