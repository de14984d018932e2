package dev.tidemark.client.producer;

import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Reply;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import java.util.function.Consumer;

/** Producer ids for idempotent producers without transactions, from any broker; confined to the cluster's loop. */
final class IdempotentIds {

    private final Cluster cluster;
    private final Consumer<ProducerIdentity> then;
    private boolean asking;
    private int failures;

    /** @param then takes each new identity */
    IdempotentIds(Cluster cluster, Consumer<ProducerIdentity> then) {
        this.cluster = cluster;
        this.then = then;
    }

    /** Asks until one is given; asking while an answer is awaited changes nothing. */
    void request() {
        if (!asking) {
            asking = true;
            ask();
        }
    }

    private void ask() {
        InitProducerIdRequest request = new InitProducerIdRequest(null, Integer.MAX_VALUE, -1L, (short) -1);
        cluster.callAny(Call.of(ApiKey.INIT_PRODUCER_ID, InitProducerIdResponse.class, 0, 5, request), reply -> {
            if (reply instanceof Reply.Answer<InitProducerIdResponse>(InitProducerIdResponse answer, short version)
                    && ErrorCode.of(answer.errorCode()) == ErrorCode.NONE) {
                asking = false;
                failures = 0;
                then.accept(new ProducerIdentity(answer.producerId(), answer.producerEpoch()));
            } else if (!cluster.closed()) {
                // whatever the reason, the batches that wait have a delivery time-out to end it
                failures++;
                cluster.loop()
                        .schedule(cluster.settings().retry().afterFailures(failures, cluster.random()), this::ask);
            }
        });
    }
}
