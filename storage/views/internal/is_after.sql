-- Whether a time is later than another one for certain: that may be any moment of its minute, or of its day.
CREATE OR REPLACE MACRO internal.is_after(later, earlier, earlier_precision) AS
    later > earlier AND later >= earlier + CASE earlier_precision WHEN 'day' THEN INTERVAL 1 DAY
                                                                   WHEN 'minute' THEN INTERVAL 1 MINUTE
                                                                   ELSE INTERVAL 0 SECOND END;
