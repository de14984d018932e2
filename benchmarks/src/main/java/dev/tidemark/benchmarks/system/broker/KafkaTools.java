package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.verification.peer.PeerClassPath;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's own performance tools as child JVMs with a class path of their own: the load of either side. Used by the benchmark's thread,
 * which waits for their end.
 */
final class KafkaTools {

    private static final String PRODUCER = "org.apache.kafka.tools.ProducerPerformance";
    private static final String CONSUMER = "org.apache.kafka.tools.ConsumerPerformance";
    private static final String TOGETHER = "ProducersTogether";
    private static final Duration COMPILE_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(30);

    private final Path projectRoot;
    private final Path folder;
    private @Nullable String classPath;

    KafkaTools(Path projectRoot, Path folder) {
        this.projectRoot = projectRoot;
        this.folder = folder;
    }

    /**
     * What a producer sends.
     *
     * @param commitEveryMs length of its transactions; 0 for none
     * @param settings of the producer, over Kafka's defaults
     */
    record Sending(String topic, int records, Path values, int commitEveryMs, Map<String, String> settings) {

        /** Acknowledged by all, idempotent, as is Kafka's default. */
        static Sending of(String topic, int records, Path values) {
            return new Sending(topic, records, values, 0, Map.of("acks", "all", "enable.idempotence", "true"));
        }

        /** With one more setting of the producer. */
        Sending with(String setting, String value) {
            Map<String, String> more = new TreeMap<>(settings);
            more.put(setting, value);
            return new Sending(topic, records, values, commitEveryMs, more);
        }

        Sending committingEvery(int ms) {
            return new Sending(topic, records, values, ms, settings);
        }

        private List<String> arguments(String bootstrap) {
            List<String> words = new ArrayList<>(List.of("--bootstrap-server", bootstrap, "--topic", topic,
                    "--num-records", Integer.toString(records), "--throughput", "-1", "--payload-file", values
                            .toString()));
            if (commitEveryMs > 0) {
                words.addAll(List.of("--transactional-id", "benchmark-" + records, "--transaction-duration-ms", Integer
                        .toString(commitEveryMs)));
            }
            words.add("--command-property");
            settings.forEach((key, value) -> words.add(key + "=" + value));
            return words;
        }
    }

    /** Sends as fast as the broker takes it; returns once all is acknowledged. */
    ProducerReport produce(String bootstrap, Sending sending) throws IOException, InterruptedException {
        ProducerReport report = ProducerReport.parse(run(PRODUCER, classPath(), sending.arguments(bootstrap)));
        Ground.holdTo(sending.records, report.records(), "records acknowledged");
        return report;
    }

    /** The same from several producers, which are threads of one JVM, each sending the given number. */
    ProducerReport produceTogether(String bootstrap, int producers, Sending sending)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(producers)));
        arguments.addAll(sending.arguments(bootstrap));
        ProducerReport report = ProducerReport.parse(run(TOGETHER, compiled() + ":" + classPath(),
                arguments));
        Ground.holdTo((long) producers * sending.records, report.records(), "records acknowledged");
        return report;
    }

    /** Reads a topic from its start; returns once so many records have come. */
    ConsumerReport consume(String bootstrap, String topic, String group, int records)
            throws IOException, InterruptedException {
        return ConsumerReport.parse(run(CONSUMER, classPath(), List.of("--bootstrap-server", bootstrap,
                "--topic", topic, "--group", group, "--num-records", Integer.toString(records), "--timeout", "60000",
                "--hide-header")));
    }

    private List<String> run(String mainClass, String path, List<String> arguments)
            throws IOException, InterruptedException {
        try (PeerProcess load = PeerProcess.java(mainClass, Files.createDirectories(folder), JvmFlags.ALL, path,
                mainClass, arguments)) {
            int status = load.waitFor(LOAD_TIMEOUT);
            if (status != 0) {
                throw new IllegalStateException(mainClass + " ended with " + status + ":\n" + String.join("\n", load
                        .output()));
            }
            return load.output();
        }
    }

    private String classPath() throws IOException, InterruptedException {
        String known = classPath;
        if (known == null) {
            known = PeerClassPath.of(projectRoot, "kafka-tools");
            classPath = known;
        }
        return known;
    }

    /** The program that runs the producer tool several times, compiled against the tools. */
    private Path compiled() throws IOException, InterruptedException {
        Path classes = Files.createDirectories(projectRoot.resolve("target/peers/producers-together"));
        try (PeerProcess javac = PeerProcess.start("javac", classes,
                List.of(Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "-cp", classPath(), "-d",
                        classes.toString(),
                        projectRoot.resolve("benchmarks/peers/" + TOGETHER + ".java").toString()))) {
            if (javac.waitFor(COMPILE_TIMEOUT) != 0) {
                throw new IllegalStateException(TOGETHER + " does not compile:\n" + String.join("\n", javac.output()));
            }
        }
        return classes;
    }
}
