package dev.tidemark.client.producer;

import dev.tidemark.core.config.ClientKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.record.CompressionType;
import org.jspecify.annotations.Nullable;

/**
 * How records are written; names and defaults are Kafka's.
 *
 * @param acks {@code acks}: 0, 1, or -1 for all in-sync replicas
 * @param retries {@code retries}
 * @param deliveryTimeoutMs {@code delivery.timeout.ms}
 * @param inFlightMax {@code max.in.flight.requests.per.connection}
 * @param idempotent {@code enable.idempotence}
 * @param bufferBytes {@code buffer.memory}
 * @param maxBlockMs {@code max.block.ms}
 * @param batchBytes {@code batch.size}
 * @param lingerMs {@code linger.ms}
 * @param requestBytesMax {@code max.request.size}
 * @param compression {@code compression.type}
 * @param transactionalId {@code transactional.id}; null for none
 * @param transactionTimeoutMs {@code transaction.timeout.ms}
 */
public record ProducerSettings(short acks, int retries, int deliveryTimeoutMs, int inFlightMax, boolean idempotent,
        long bufferBytes, long maxBlockMs, int batchBytes, long lingerMs, int requestBytesMax,
        CompressionType compression, @Nullable String transactionalId, int transactionTimeoutMs) {

    /** A broker keeps the last five batches of a producer per partition; more in flight could not be told apart on a retry. */
    static final int IN_FLIGHT_IDEMPOTENT_MAX = 5;

    public ProducerSettings {
        if (idempotent && acks != -1) {
            throw invalid("acks=" + acks, "enable.idempotence=true", "set acks=all, or enable.idempotence=false");
        }
        if (idempotent && inFlightMax > IN_FLIGHT_IDEMPOTENT_MAX) {
            throw invalid("max.in.flight.requests.per.connection=" + inFlightMax, "enable.idempotence=true",
                    "set it to at most " + IN_FLIGHT_IDEMPOTENT_MAX + ", or enable.idempotence=false");
        }
        if (idempotent && retries == 0) {
            throw invalid("retries=0", "enable.idempotence=true", "leave retries out, or set enable.idempotence=false");
        }
        if (transactionalId != null && !idempotent) {
            throw invalid("enable.idempotence=false", "transactional.id=" + transactionalId,
                    "leave enable.idempotence out");
        }
    }

    /**
     * As configured. Where {@code acks} other than {@code all} is set and {@code enable.idempotence} is not, idempotence is off, as in Kafka.
     */
    public static ProducerSettings of(Config config) {
        String acks = config.get(ClientKeys.ACKS);
        short acksCode = (short) (acks.equals("all") ? -1 : Integer.parseInt(acks));
        boolean idempotent = config.get(ClientKeys.ENABLE_IDEMPOTENCE)
                && (acksCode == -1 || config.isSet(ClientKeys.ENABLE_IDEMPOTENCE));
        return new ProducerSettings(acksCode, config.get(ClientKeys.RETRIES),
                config.get(ClientKeys.DELIVERY_TIMEOUT_MS), config.get(ClientKeys.MAX_IN_FLIGHT), idempotent,
                config.get(ClientKeys.BUFFER_MEMORY), config.get(ClientKeys.MAX_BLOCK_MS),
                config.get(ClientKeys.BATCH_SIZE), config.get(ClientKeys.LINGER_MS),
                config.get(ClientKeys.MAX_REQUEST_SIZE),
                Invariants.present(CompressionType.ofConfigName(config.get(ClientKeys.COMPRESSION_TYPE)),
                        "compression"),
                config.find(ClientKeys.TRANSACTIONAL_ID), config.get(ClientKeys.TRANSACTION_TIMEOUT_MS));
    }

    private static TidemarkException invalid(String setting, String against, String remedy) {
        return new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "The producer's settings contradict each other",
                setting, "it cannot hold together with " + against, remedy);
    }
}
