package dev.tidemark.client.admin;

/** A group in a list. {@code state} is empty where the broker is too old to tell. */
public record GroupListing(String groupId, String protocolType, String state) {}
