package dev.tidemark.cli.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The console port: {@code /health/live} answers 200 as long as the process does, {@code /health/ready} 200 while it is ready and 503 otherwise. Its requests run on one
 * daemon thread, so that a slow reader delays no one but other readers of these pages.
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
    public static ConsoleServer start(int port, BooleanSupplier ready) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer server = bind(address);
        ExecutorService executor = Executors
                .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("tidemark-console").factory());
        server.setExecutor(executor);
        server.createContext("/health/live", exchange -> answer(exchange, true, "live"));
        server.createContext("/health/ready", exchange -> {
            boolean now = ready.getAsBoolean();
            answer(exchange, now, now ? "ready" : "starting");
        });
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

    private static void answer(HttpExchange exchange, boolean good, String word) throws IOException {
        byte[] body = (word + "\n").getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=us-ascii");
        exchange.sendResponseHeaders(good ? 200 : 503, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
