/**
 * Reports for a browser: one file each, which holds its data, charts and styles and asks for
 * nothing over a network.
 */
package org.outeffhop.report.html;
