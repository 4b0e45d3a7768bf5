/** Foreign suites that judge the server by the standards; run by scripts, since they have to be fetched first. */
@org.jspecify.annotations.NullMarked
package io.molt.conformance;
