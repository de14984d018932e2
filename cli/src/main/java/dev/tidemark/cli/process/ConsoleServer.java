package dev.tidemark.cli.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.broker.Health;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The console port. {@code /health/live}: 200 as long as the broker can go on; {@code /health/started}: 200 once it has started; {@code /health/ready}: 200 while it serves
 * everything; 503 otherwise, each with a JSON object that says why. {@code /metrics}: its numbers for Prometheus. Requests run on one daemon thread, so that a slow reader delays
 * no one but other readers of these pages.
 */
public final class ConsoleServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService executor;

    private ConsoleServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Listens on loopback.
     *
     * @param port 0 takes a free one
     * @throws TidemarkException PORT_TAKEN
     */
    public static ConsoleServer start(int port, Console console) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer server = bind(address);
        ExecutorService executor = Executors
                .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("tidemark-console").factory());
        server.setExecutor(executor);
        server.createContext("/health/live", exchange -> {
            Health health = console.health();
            answer(exchange, health.live(), health.live() ? "live" : "failed", health);
        });
        server.createContext("/health/started", exchange -> {
            boolean started = console.hasStarted();
            answer(exchange, started, started ? "started" : "starting", console.health());
        });
        server.createContext("/health/ready", exchange -> {
            Health health = console.health();
            answer(exchange, health.ready(), health.ready() ? "ready" : health.live() ? "starting" : "failed", health);
        });
        server.createContext("/metrics",
                exchange -> send(exchange, 200, PrometheusText.CONTENT_TYPE, console.metrics()));
        server.start();
        return new ConsoleServer(server, executor);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static HttpServer bind(InetSocketAddress address) {
        try {
            return HttpServer.create(address, 0);
        } catch (BindException taken) {
            throw new TidemarkException(FailureCode.PORT_TAKEN, "the console cannot listen",
                    "127.0.0.1:" + address.getPort(), "another program listens on this port",
                    "choose another with --console-port N, 0 for a free one, or --console-port off", taken);
        } catch (IOException failed) {
            throw new TidemarkException(FailureCode.PORT_TAKEN, "the console cannot listen",
                    "127.0.0.1:" + address.getPort(), failed.toString(), "choose another port with --console-port N",
                    failed);
        }
    }

    private static void answer(HttpExchange exchange, boolean good, String status, Health health) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        if (!health.waitingFor().isEmpty()) {
            body.put("waiting_for", health.waitingFor());
        }
        if (!health.failure().isEmpty()) {
            body.put("failure", health.failure());
        }
        // made here: its classes are not to be loaded in the middle of the start
        JsonMapper mapper = JsonMapper.builder().build();
        send(exchange, good ? 200 : 503, "application/json", mapper.writeValueAsString(body) + "\n");
    }

    private static void send(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
