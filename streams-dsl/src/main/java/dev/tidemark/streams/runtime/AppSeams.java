package dev.tidemark.streams.runtime;

import dev.tidemark.client.net.Transport;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.storage.Storage;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * What an application stands on besides its settings.
 *
 * @param transport to the cluster: over TCP, or in process
 * @param storage of the state directory
 * @param threads makes the workers' threads
 */
public record AppSeams(Transport transport, Clock clock, RandomGenerator random, Storage storage,
        ThreadFactory threads) {}
