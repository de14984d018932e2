package dev.tidemark.client.net;

import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program configured a client with, checked. A value's maker; any thread. */
public final class ClientConfig {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConfig.class);

    private ClientConfig() {}

    /**
     * The checked values. A key that Apache Kafka has and this client does not serve is named in a warning: nothing that somebody set is
     * silently without effect.
     *
     * @throws dev.tidemark.core.failure.TidemarkException {@code CONFIG_UNKNOWN_KEY} naming the nearest known key, {@code CONFIG_INVALID_VALUE}
     */
    public static Config of(Map<String, String> configuration) {
        Config config = Config.of(ConfigScope.CLIENT, configuration);
        config.warnings().forEach(LOG::warn);
        return config;
    }
}
