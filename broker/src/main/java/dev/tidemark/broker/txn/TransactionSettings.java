package dev.tidemark.broker.txn;

import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;

/**
 * What the transaction coordinator is configured with.
 *
 * @param timeoutMaxMs {@code transaction.max.timeout.ms}
 * @param abortIntervalMs {@code transaction.abort.timed.out.transaction.cleanup.interval.ms}
 * @param idExpirationMs {@code transactional.id.expiration.ms}
 * @param addWaitMs {@code add.partitions.to.txn.retry.backoff.max.ms}
 */
public record TransactionSettings(int timeoutMaxMs, int abortIntervalMs, long idExpirationMs, int addWaitMs) {

    /** From the broker's configuration. */
    public static TransactionSettings of(Config config) {
        return new TransactionSettings(config.get(BrokerKeys.TRANSACTION_MAX_TIMEOUT_MS),
                config.get(BrokerKeys.TRANSACTION_ABORT_INTERVAL_MS),
                config.get(BrokerKeys.TRANSACTIONAL_ID_EXPIRATION_MS),
                config.get(BrokerKeys.ADD_PARTITIONS_TO_TXN_WAIT_MS));
    }
}
