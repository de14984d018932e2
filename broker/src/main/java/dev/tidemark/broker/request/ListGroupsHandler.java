package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.ListedGroups;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.message.ListGroupsRequest;
import dev.tidemark.protocol.message.ListGroupsResponse;
import java.util.concurrent.CompletionStage;

/** ListGroups 0 to 5: from version 4 filtered by state, from version 5 by type. */
final class ListGroupsHandler implements RequestHandler<ListGroupsRequest, ListGroupsResponse> {

    private final GroupCoordinator groups;
    private final EventLoop controlLoop;

    ListGroupsHandler(GroupCoordinator groups, EventLoop controlLoop) {
        this.groups = groups;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<ListGroupsResponse> handle(RequestContext context, ListGroupsRequest request) {
        ListedGroups filter = new ListedGroups(request.statesFilter(), request.typesFilter());
        return controlLoop.ask(() -> groups.list(filter))
                .thenApply(found -> new ListGroupsResponse(0, found.error().code(), found.groups()));
    }
}
