package io.tollgate.protocol;

/**
 * One start of a gateway.
 *
 * @param folder the data folder's id, which a clone shares
 * @param start unlike that of every other start of any gateway
 */
record Sender(int folder, int start) {}
