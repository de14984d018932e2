package dev.tidemark.core.config;

import java.util.Set;

/** Names of keys that Apache Kafka 4.4 has and we do not serve: setting one is warned about, not refused. */
final class KafkaNames {

    static final Set<String> BROKER = Set.of();
    static final Set<String> TOPIC = Set.of();
    static final Set<String> CLIENT = Set.of();

    private KafkaNames() {}
}
