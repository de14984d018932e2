package dev.tidemark.broker.quota;

import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;

/**
 * Over which time something is measured.
 *
 * @param count how many windows
 * @param sizeMs length of one
 */
public record WindowSettings(int count, long sizeMs) {

    /** {@code quota.window.*}: for rates of bytes, time and connections. */
    static WindowSettings ofRates(Config config) {
        return new WindowSettings(config.get(BrokerKeys.QUOTA_WINDOW_NUM),
                config.get(BrokerKeys.QUOTA_WINDOW_SIZE_SECONDS) * 1_000L);
    }

    /** {@code controller.quota.window.*}: for changes of topics. */
    static WindowSettings ofMutations(Config config) {
        return new WindowSettings(config.get(BrokerKeys.CONTROLLER_QUOTA_WINDOW_NUM),
                config.get(BrokerKeys.CONTROLLER_QUOTA_WINDOW_SIZE_SECONDS) * 1_000L);
    }

    /** All windows together, in milliseconds. */
    long spanMs() {
        return count * sizeMs;
    }
}
