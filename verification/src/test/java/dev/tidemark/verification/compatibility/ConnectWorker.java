package dev.tidemark.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerClassPath;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A distributed worker of Kafka Connect, a process of its own, and its REST interface. Used by the thread of its test. */
final class ConnectWorker implements AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final String classPath;
    private final int port;
    private PeerProcess process;

    /** Starts nothing yet. */
    ConnectWorker(Path folder, String bootstrap) throws IOException, InterruptedException {
        this.folder = folder;
        this.classPath = PeerClassPath.of(ROOT, "kafka-connect");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Map<String, String> settings = new TreeMap<>(Map.of("bootstrap.servers", bootstrap, "group.id", "connect",
                "key.converter", "org.apache.kafka.connect.storage.StringConverter", "value.converter",
                "org.apache.kafka.connect.storage.StringConverter", "listeners", "http://127.0.0.1:" + port,
                "exactly.once.source.support", "enabled", "plugin.discovery", "service_load"));
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", "connect-" + topic);
            settings.put(topic + ".storage.replication.factor", "1");
        }
        settings.put("offset.storage.partitions", "2");
        settings.put("status.storage.partitions", "2");
        settings.put("offset.flush.interval.ms", "500");
        // a killed worker is missed soon, and its tasks do not wait for it
        settings.put("session.timeout.ms", "3000");
        settings.put("heartbeat.interval.ms", "500");
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        settings.put("consumer.session.timeout.ms", "3000");
        settings.put("consumer.heartbeat.interval.ms", "500");
        settings.put("consumer.metadata.max.age.ms", "1000");
        Files.writeString(folder.resolve("worker.properties"),
                settings.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")));
    }

    /** Starts one over what the last one left, and waits until it answers. */
    void start() throws IOException {
        process = PeerProcess.java("connect worker", folder,
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "--enable-native-access=ALL-UNNAMED"),
                classPath, "org.apache.kafka.connect.cli.ConnectDistributed",
                List.of(folder.resolve("worker.properties").toString()));
        Awaitility.await()
                .alias("the worker answers")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    assertThat(process.isAlive()).as(output()).isTrue();
                    return get("/connectors").statusCode() == 200;
                });
    }

    /** SIGKILL; returns once it is dead. */
    void kill() throws InterruptedException {
        process.kill();
    }

    String version() throws IOException, InterruptedException {
        return get("/").body().replaceAll(".*\"version\":\"([^\"]*)\".*", "$1");
    }

    /** Creates a connector, or changes it, and waits until it and its tasks run. */
    void run(String name, Map<String, String> settings) {
        String json = settings.entrySet()
                .stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        Awaitility.await()
                .alias(name + " is accepted")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    HttpResponse<String> answer = send(request("/connectors/" + name + "/config")
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString(json)));
                    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
                });
        awaitRunning(name);
    }

    void awaitRunning(String name) {
        Awaitility.await()
                .alias(name + " and its tasks run")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(get("/connectors/" + name + "/status").body())
                        .as("status of %s; the worker said:\n%s", name, output())
                        .matches(
                                "(?s).*\"connector\":\\{\"state\":\"RUNNING\".*\"tasks\":\\[\\{.*\"state\":\"RUNNING\".*"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What it has said last. */
    String output() {
        List<String> lines = process.output();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    @Override
    public void close() {
        http.close();
        if (process != null) {
            process.close();
        }
    }
}
