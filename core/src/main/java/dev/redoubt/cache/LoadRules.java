// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How long loads may take, and what happens to those who wait for them.
 *
 * @param lease how long a load may take so that its value is still stored
 * @param softTimeout how long a caller who has a stale copy waits for a load; null for as long as
 *     it takes
 * @param hardTimeout how long a caller who has none waits; null for as long as it takes
 * @param staleOnError which of the exceptions that loaders throw are answered with a stale copy
 */
public record LoadRules(
    Duration lease,
    @Nullable Duration softTimeout,
    @Nullable Duration hardTimeout,
    Predicate<? super Exception> staleOnError) {}
