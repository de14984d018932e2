/**
 * Looking at and changing topics, groups and the cluster: {@link dev.tidemark.client.admin.Admin}, callable from any thread.
 */
@NullMarked
package dev.tidemark.client.admin;

import org.jspecify.annotations.NullMarked;
