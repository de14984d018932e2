/**
 * Quotas of clients, enforced: {@link dev.tidemark.broker.quota.ClientQuotas} measures what clients use up and says for how long a connection has
 * to rest. What the quotas are stands in the cluster's image; who asks for a verdict are {@code broker.net}, on the loops of connections, and the
 * handlers that change topics.
 *
 * <p>The arithmetic is Kafka's: rates over sliding windows ({@link dev.tidemark.broker.quota.RateWindows}), and a bucket of tokens for changes of
 * topics. Its values are immutable and exchanged by compare-and-set, since one client's connections live on several loops.
 */
@NullMarked
package dev.tidemark.broker.quota;

import org.jspecify.annotations.NullMarked;
