package io.molt.web.http;

import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of the request that it was sent.
 *
 * @param node who sent it; null if it does not say
 * @param scheme the scheme of the request, {@code http} or {@code https}; null if it does not say
 * @param host the host that the request was for; null if it does not say
 * @param port the port that the request came to; null if it does not say
 */
record Hop(
    @Nullable Peer node,
    @Nullable String scheme,
    @Nullable String host,
    @Nullable String port) {}
