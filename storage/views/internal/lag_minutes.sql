-- Minutes from one time to another; none where one of them is a day without a time: that lag would be hours off.
CREATE OR REPLACE MACRO internal.lag_minutes(earlier, earlier_precision, later, later_precision) AS
    CASE WHEN earlier_precision IS DISTINCT FROM 'day' AND later_precision IS DISTINCT FROM 'day'
         THEN date_diff('second', earlier, later) / 60.0 END;
