package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.protocol.message.AlterClientQuotasRequest;
import dev.tidemark.protocol.message.AlterClientQuotasResponse;
import dev.tidemark.protocol.message.DescribeClientQuotasRequest;
import dev.tidemark.protocol.message.DescribeClientQuotasResponse;
import dev.tidemark.protocol.message.UpdateFeaturesRequest;
import dev.tidemark.protocol.message.UpdateFeaturesResponse;

/** The handlers of quotas and features: what the whole cluster agrees on. Used once, while the broker is wired. */
public final class ClusterHandlers {

    private ClusterHandlers() {}

    /** Adds all of them to a table. */
    public static void addTo(HandlerTable.Builder table, Controller controller, ClusterImages images) {
        table.add(DescribeClientQuotasRequest.class, DescribeClientQuotasResponse.class,
                new DescribeClientQuotasHandler(images));
        table.add(AlterClientQuotasRequest.class, AlterClientQuotasResponse.class,
                new AlterClientQuotasHandler(controller));
        table.add(UpdateFeaturesRequest.class, UpdateFeaturesResponse.class, new UpdateFeaturesHandler(controller));
    }
}
