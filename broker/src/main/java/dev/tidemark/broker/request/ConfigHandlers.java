package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.protocol.message.AlterConfigsRequest;
import dev.tidemark.protocol.message.AlterConfigsResponse;
import dev.tidemark.protocol.message.DescribeConfigsRequest;
import dev.tidemark.protocol.message.DescribeConfigsResponse;
import dev.tidemark.protocol.message.IncrementalAlterConfigsRequest;
import dev.tidemark.protocol.message.IncrementalAlterConfigsResponse;
import dev.tidemark.protocol.message.ListConfigResourcesRequest;
import dev.tidemark.protocol.message.ListConfigResourcesResponse;

/** The handlers of settings. Used once, while the broker is wired. */
public final class ConfigHandlers {

    private ConfigHandlers() {}

    /** Adds all of them to a table. */
    public static void addTo(HandlerTable.Builder table, Controller controller, ClusterImages images,
            BrokerConfigs configs) {
        table.add(DescribeConfigsRequest.class, DescribeConfigsResponse.class,
                new DescribeConfigsHandler(images, configs));
        table.add(AlterConfigsRequest.class, AlterConfigsResponse.class, new AlterConfigsHandler(controller));
        table.add(IncrementalAlterConfigsRequest.class, IncrementalAlterConfigsResponse.class,
                new IncrementalAlterConfigsHandler(controller));
        table.add(ListConfigResourcesRequest.class, ListConfigResourcesResponse.class,
                new ListConfigResourcesHandler(images));
    }
}
