// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/** Why a text that came as a token was rejected without asking Redis. */
public enum TokenProblem {
  /** Not of the form of a token. */
  MALFORMED,
  /** Signed by a key that the ring does not have (any more). */
  UNKNOWN_KEY,
  /** The signature is wrong. */
  FORGED
}
