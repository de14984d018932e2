package dev.tidemark.embedded;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSeams;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.AppSeams;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A broker in this JVM, with the applications that run beside it. It listens on loopback, so any Kafka client can reach it;
 * its own applications skip the socket. Safe from any thread.
 *
 * {@snippet :
 * try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
 *     StreamsApp app = tidemark.run("orders", topology);
 *     app.running().join();
 * }
 * }
 */
public final class EmbeddedTidemark implements AutoCloseable {

    private static final Map<String, String> SMALL = Map.of("tidemark.flush", "os",
            "group.initial.rebalance.delay.ms", "0", "offsets.topic.num.partitions", "4",
            "transaction.state.log.num.partitions", "4");

    private final Broker broker;
    private final Path folder;
    private final boolean temporary;
    private final List<StreamsApp> apps = new CopyOnWriteArrayList<>();

    private EmbeddedTidemark(Broker broker, Path folder, boolean temporary) {
        this.broker = broker;
        this.folder = folder;
        this.temporary = temporary;
    }

    /** What is started with; every setting has a default. Immutable. */
    public static final class Options {

        private final @Nullable Path dataDir;
        private final String listen;
        private final boolean insecureListen;
        private final Map<String, String> brokerSettings;

        private Options(@Nullable Path dataDir, String listen, boolean insecureListen,
                Map<String, String> brokerSettings) {
            this.dataDir = dataDir;
            this.listen = listen;
            this.insecureListen = insecureListen;
            this.brokerSettings = Map.copyOf(brokerSettings);
        }

        /** Keeps its data in this folder: logs in {@code broker}, application state in {@code state}. */
        public Options dataDir(@Nullable Path newDataDir) {
            return new Options(newDataDir, listen, insecureListen, brokerSettings);
        }

        /** {@code HOST:PORT}; port 0 takes a free one, the default. */
        public Options listen(String hostAndPort) {
            return new Options(dataDir, hostAndPort, insecureListen, brokerSettings);
        }

        /** Allows an address that others can reach, without authentication. */
        public Options insecureListen(boolean allowed) {
            return new Options(dataDir, listen, allowed, brokerSettings);
        }

        /** Broker settings by Kafka's names, over the defaults. */
        public Options broker(Map<String, String> settings) {
            Map<String, String> all = new TreeMap<>(brokerSettings);
            all.putAll(settings);
            return new Options(dataDir, listen, insecureListen, all);
        }

        /**
         * Starts.
         *
         * @throws TidemarkException as {@link Broker#start(BrokerSettings)}; DATA_DIR_UNUSABLE if no folder can be made
         */
        public EmbeddedTidemark start() {
            boolean temporary = dataDir == null;
            Path folder = dataDir == null ? temporaryFolder() : dataDir.toAbsolutePath();
            try {
                return new EmbeddedTidemark(Broker.start(settings(folder), BrokerSeams.system()), folder, temporary);
            } catch (RuntimeException e) {
                if (temporary) {
                    BrokerSeams.system().storage().deleteTree(folder);
                }
                throw e;
            }
        }

        private BrokerSettings settings(Path folder) {
            Map<String, String> values = new TreeMap<>(SMALL);
            values.put("log.dirs", folder.resolve("broker").toString());
            values.put("listeners", "PLAINTEXT://" + listen);
            values.putAll(brokerSettings);
            return BrokerSettings.of(Config.of(ConfigScope.BROKER, values), insecureListen);
        }

        private static Path temporaryFolder() {
            try {
                return Files.createTempDirectory("tidemark-");
            } catch (IOException e) {
                throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "No temporary folder can be made",
                        System.getProperty("java.io.tmpdir", "java.io.tmpdir"), e.toString(),
                        "free space there, or name a data folder that can be written to", e);
            }
        }
    }

    /** Options to start with: a temporary folder, a free port on loopback. */
    public static Options options() {
        return new Options(null, "127.0.0.1:0", false, Map.of());
    }

    /** Starts a broker on a free port with a temporary folder, which {@link #close} deletes. */
    public static EmbeddedTidemark start() {
        return options().start();
    }

    public Broker broker() {
        return broker;
    }

    /** {@code HOST:PORT} for clients. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** The way to the broker for clients in this JVM: no socket, no codec. */
    public Transport transport() {
        return broker.localTransport();
    }

    /** Where broker and applications keep their data. */
    public Path folder() {
        return folder;
    }

    /** Runs a topology as an application of this name, in process. */
    public StreamsApp run(String applicationId, Topology topology) {
        return run(topology, Map.of("application.id", applicationId));
    }

    /** Runs a topology with settings by Kafka Streams' names; {@code state.dir} is here unless given. */
    public StreamsApp run(Topology topology, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(Map.of("state.dir", folder.resolve("state").toString()));
        all.putAll(settings);
        all.put("bootstrap.servers", bootstrapServers());
        BrokerSeams machine = BrokerSeams.system();
        StreamsApp app = StreamsApp.start(topology, AppSettings.of(all),
                AppSeams.of(transport(), machine.clock(), RandomGenerator.of("L64X128MixRandom"), machine.storage(),
                        Thread.ofPlatform().name("app-worker-", 0).factory()));
        apps.add(app);
        return app;
    }

    /** Closes the applications, then the broker; deletes a temporary folder. */
    @Override
    public void close() {
        List<StreamsApp> open = new ArrayList<>(apps);
        apps.clear();
        open.forEach(StreamsApp::close);
        broker.close();
        if (temporary) {
            BrokerSeams.system().storage().deleteTree(folder);
        }
    }
}
