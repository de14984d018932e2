package dev.tidemark.broker;

import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.net.ConnectionLimits;
import dev.tidemark.broker.net.ListenerSettings;
import dev.tidemark.broker.net.RequestMemory;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigFile;
import dev.tidemark.core.config.ConfigKey;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.ConsumerGroupBounds;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a broker is started with: checked values, nothing that runs.
 *
 * @param config every key of {@code server.properties}
 * @param listeners where to listen
 * @param advertisedListeners what to tell clients; empty means what was bound
 * @param logDirs the data folders
 * @param insecureListen whether addresses that are not loopback may be bound without authentication
 */
public record BrokerSettings(Config config, List<ListenerAddress> listeners, List<ListenerAddress> advertisedListeners,
        List<Path> logDirs,
        boolean insecureListen) {

    private static final short PLAINTEXT = 0;

    public BrokerSettings {
        listeners = List.copyOf(listeners);
        advertisedListeners = List.copyOf(advertisedListeners);
        logDirs = List.copyOf(logDirs);
    }

    /**
     * From a {@code server.properties} file, under the values of the command line.
     *
     * @throws TidemarkException CONFIG_UNREADABLE, CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE, UNSUPPORTED
     */
    public static BrokerSettings read(Path file, Map<String, String> overrides, boolean insecureListen) {
        return of(ConfigFile.read(ConfigScope.BROKER, file, overrides), insecureListen);
    }

    /**
     * From values by Kafka's names: what is not given has Kafka's default, {@code log.dirs} should be given.
     *
     * @throws TidemarkException CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE, UNSUPPORTED
     */
    public static BrokerSettings of(Map<String, String> values) {
        return of(Config.of(ConfigScope.BROKER, values), false);
    }

    /**
     * From values that are already checked one by one; checks how they go together.
     *
     * @throws TidemarkException CONFIG_INVALID_VALUE
     */
    public static BrokerSettings of(Config config, boolean insecureListen) {
        ConsumerGroupBounds.check(config);
        connectionLimits(config); // a wrong override is told before anything is opened
        List<ListenerAddress> advertised = config.isSet(BrokerKeys.ADVERTISED_LISTENERS)
                ? addresses(config, BrokerKeys.ADVERTISED_LISTENERS)
                : List.of();
        List<Path> logDirs = new ArrayList<>();
        for (String dir : config.get(BrokerKeys.LOG_DIRS)) {
            logDirs.add(Path.of(dir));
        }
        return new BrokerSettings(config, addresses(config, BrokerKeys.LISTENERS), advertised, logDirs, insecureListen);
    }

    /** The listeners that clients use: all but those kept for controllers, which a single node has no need of. */
    List<ListenerAddress> clientListeners() {
        List<String> controllers = config.get(BrokerKeys.CONTROLLER_LISTENER_NAMES);
        List<ListenerAddress> clients = new ArrayList<>();
        for (ListenerAddress listener : listeners) {
            if (!containsIgnoringCase(controllers, listener.name())) {
                clients.add(listener);
            }
        }
        return clients;
    }

    /** How a listener serves. */
    public ListenerSettings listener(ListenerAddress listener) {
        return ListenerSettings.of(listener.host(), listener.port())
                .insecureListen(insecureListen)
                .requestBytesMax(config.get(BrokerKeys.SOCKET_REQUEST_MAX_BYTES))
                .idleMsMax(config.get(BrokerKeys.CONNECTIONS_MAX_IDLE_MS))
                .stallMsMax(config.get(BrokerKeys.REQUEST_STALL_MS));
    }

    /** What the requests of all connections may hold together, bytes. */
    public long requestMemoryBytes() {
        long configured = config.get(BrokerKeys.QUEUED_MAX_REQUEST_BYTES);
        return configured > 0 ? configured : RequestMemory.ofHeap(Runtime.getRuntime());
    }

    /** How many connections there may be. */
    public ConnectionLimits connectionLimits() {
        return connectionLimits(config);
    }

    private static ConnectionLimits connectionLimits(Config config) {
        Map<String, Integer> overrides = new TreeMap<>();
        for (String entry : config.get(BrokerKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES)) {
            int colon = entry.lastIndexOf(':'); // an IPv6 address has some of its own
            String count = entry.substring(colon + 1);
            if (colon <= 0 || !count.matches("\\d{1,9}")) {
                throw new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "The broker cannot start",
                        BrokerKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES.name(), "'" + entry + "' is not ADDRESS:COUNT",
                        "write for example 127.0.0.1:200,10.0.0.7:50");
            }
            overrides.put(entry.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(count));
        }
        return new ConnectionLimits(config.get(BrokerKeys.MAX_CONNECTIONS),
                config.get(BrokerKeys.MAX_CONNECTIONS_PER_IP), overrides);
    }

    /** What clients of a listener are told: what is configured for it, else what was bound. Port 0 stands for the bound one. */
    Endpoint endpoint(ListenerAddress listener, String boundHost, int boundPort) {
        for (ListenerAddress advertised : advertisedListeners) {
            if (advertised.name().equals(listener.name())) {
                return new Endpoint(listener.name(), advertised.host(),
                        advertised.port() == 0 ? boundPort : advertised.port(), PLAINTEXT);
            }
        }
        return new Endpoint(listener.name(), boundHost, boundPort, PLAINTEXT);
    }

    /**
     * Refuses what this version cannot do, before anything is opened.
     *
     * @throws TidemarkException UNSUPPORTED, CONFIG_INVALID_VALUE
     */
    void checkServed() {
        List<String> roles = config.get(BrokerKeys.PROCESS_ROLES);
        if (!roles.contains("broker") || !roles.contains("controller")) {
            throw unsupported(BrokerKeys.PROCESS_ROLES, "a single node is broker and controller",
                    "set process.roles=broker,controller");
        }
        List<String> voters = config.get(BrokerKeys.CONTROLLER_QUORUM_VOTERS);
        if (voters.size() > 1) {
            throw unsupported(BrokerKeys.CONTROLLER_QUORUM_VOTERS,
                    "there are " + voters.size() + " controllers; one node is served",
                    "name this node alone, or remove the setting");
        }
        if (config.get(BrokerKeys.CONTROLLER_QUORUM_BOOTSTRAP_SERVERS).size() > 1) {
            throw unsupported(BrokerKeys.CONTROLLER_QUORUM_BOOTSTRAP_SERVERS,
                    "there are several controllers; one node is served",
                    "name this node alone, or remove the setting");
        }
        if (clientListeners().isEmpty()) {
            throw invalid(BrokerKeys.LISTENERS, String.valueOf(config.text(BrokerKeys.LISTENERS)),
                    "it leaves no listener for clients");
        }
        for (ListenerAddress listener : clientListeners()) {
            String protocol = protocol(listener);
            if (!protocol.equals("PLAINTEXT")) {
                throw unsupported(BrokerKeys.LISTENERS,
                        "listener " + listener + " has security protocol " + protocol + "; PLAINTEXT is served",
                        "use a PLAINTEXT listener on a loopback address");
            }
        }
    }

    private String protocol(ListenerAddress listener) {
        for (String entry : config.get(BrokerKeys.LISTENER_SECURITY_PROTOCOL_MAP)) {
            int colon = entry.indexOf(':');
            if (colon > 0 && entry.substring(0, colon).trim().equalsIgnoreCase(listener.name())) {
                return entry.substring(colon + 1).trim().toUpperCase(Locale.ROOT);
            }
        }
        throw invalid(BrokerKeys.LISTENERS, listener.toString(),
                "listener.security.protocol.map has no entry for " + listener.name());
    }

    private static boolean containsIgnoringCase(List<String> names, String wanted) {
        for (String name : names) {
            if (name.equalsIgnoreCase(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static TidemarkException unsupported(ConfigKey<?> key, String why, String remedy) {
        return new TidemarkException(FailureCode.UNSUPPORTED, "the broker cannot be what '" + key.name() + "' asks for",
                "configuration of the broker", why, remedy);
    }

    private static List<ListenerAddress> addresses(Config config, ConfigKey<List<String>> key) {
        List<ListenerAddress> addresses = new ArrayList<>();
        for (String text : config.get(key)) {
            addresses.add(address(key, text));
        }
        return addresses;
    }

    private static ListenerAddress address(ConfigKey<List<String>> key, String text) {
        int scheme = text.indexOf("://");
        int colon = text.lastIndexOf(':');
        if (scheme <= 0 || colon <= scheme + 2) {
            throw invalid(key, text, "it has no form NAME://HOST:PORT");
        }
        String host = text.substring(scheme + 3, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port < 0 || port > 65_535) {
                throw invalid(key, text, "there is no port " + port);
            }
            return new ListenerAddress(text.substring(0, scheme).toUpperCase(Locale.ROOT), host, port);
        } catch (NumberFormatException notANumber) {
            throw invalid(key, text, "'" + text.substring(colon + 1) + "' is no port");
        }
    }

    private static TidemarkException invalid(ConfigKey<?> key, String text, String why) {
        return new TidemarkException(FailureCode.CONFIG_INVALID_VALUE,
                "'" + text + "' cannot be a value of '" + key.name() + "'",
                "configuration of the broker", why,
                "allowed: addresses as NAME://HOST:PORT, for example PLAINTEXT://127.0.0.1:9092");
    }
}
