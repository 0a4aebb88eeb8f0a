"""Times what shards of one network would exchange in a step: the sum of an n x Z matrix of doubles over processes, through sockets.

sum.py [PROCESSES [n [Z]]]: the first process receives the others' matrices, adds them in their order, and sends the sum back. Prints the median and the 99th
percentile in microseconds over the loopback interface, and the adding alone.
"""

import array
import socket
import statistics
import sys
import time
from multiprocessing import Process

ROUNDS = 2000


def receive(connection, size):
    parts = b""
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise ConnectionError("the other process has gone")
        parts += part
    return parts


def shard(port, numbers):
    matrix = array.array("d", [1.0] * numbers).tobytes()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(ROUNDS):
            connection.sendall(matrix)
            receive(connection, len(matrix))


def add(total, matrices):
    for matrix in matrices:
        for place, number in enumerate(matrix):
            total[place] += number


def main(processes, n, z):
    numbers = n * z
    size = 8 * numbers
    with socket.create_server(("127.0.0.1", 0)) as server:
        others = [Process(target=shard, args=(server.getsockname()[1], numbers)) for _ in range(processes - 1)]
        for other in others:
            other.start()
        connections = [server.accept()[0] for _ in others]
        times, adding = [], []
        for _ in range(ROUNDS):
            for connection in connections:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            start = time.perf_counter()
            matrices = [array.array("d", receive(connection, size)) for connection in connections]
            received = time.perf_counter()
            total = array.array("d", [1.0] * numbers)
            add(total, matrices)
            added = time.perf_counter()
            assert total[0] == processes and total[-1] == processes
            answer = total.tobytes()
            for connection in connections:
                connection.sendall(answer)
            times.append(time.perf_counter() - start)
            adding.append(added - received)
        for other in others:
            other.join()
    micro = [1e6 * one for one in sorted(times)]
    print(
        f"{processes} processes, {n} x {z} doubles ({size} bytes): median {statistics.median(micro):.0f} us, 99 % below {micro[len(micro) * 99 // 100]:.0f} us, "
        f"of which adding in Python {1e6 * statistics.median(adding):.0f} us"
    )


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    main(*(words + [2, 60, 4][len(words) :]))
